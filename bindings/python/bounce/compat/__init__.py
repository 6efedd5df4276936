"""For programs that use another library today: flufl (flufl.bounce), sisimai, anymail (django-anymail). Import the one you need."""
