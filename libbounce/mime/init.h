/* g_mime_init, once per process: eight threads racing it crash (see doc/threads.md). Called before any GMime function. */
#ifndef BNC_MIME_INIT_H
#define BNC_MIME_INIT_H

void bnc_mime_init_once(void);

#endif
