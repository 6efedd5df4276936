"""A process that reads one mail needs little more memory than one that only calls g_mime_init. usage: test_memory.py PEAK INIT_ONLY LIBRARY BOUNCE

The bound has room: kernels differ in what they map around a page. With a library whose knowledge is touched all over it was 3.6 MB.
"""
import os
import sys

import memory

MORE = 3200  # KB; 2,100 when this was written

peak, init_only, library, bounce = sys.argv[1:]
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
mail = os.path.join(root, "corpus/written/seed-01.eml")
ours, floor = memory.peaks(peak, os.path.join(os.path.dirname(library), "libbounce.so.0"), [[bounce, "json", mail], [init_only]])
print(f"bounce json: {ours:.0f} KB, g_mime_init alone: {floor:.0f} KB, more: {ours - floor:.0f} KB, at most {MORE} KB")
sys.exit(ours - floor > MORE)
