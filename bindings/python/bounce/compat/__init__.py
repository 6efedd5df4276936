"""For programs that use another library today: flufl (flufl.bounce), sisimai, anymail (django-anymail), mailman (a plugin for Mailman 3).

Import the one you need.
"""
