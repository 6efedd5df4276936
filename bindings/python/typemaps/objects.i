/* Who frees what: owned objects drop their reference with the proxy; borrowed ones are kept alive by the Python package. */
%nodefaultctor;
%define OWNED(TYPE, FREE)
typedef struct TYPE {} TYPE;
%extend TYPE { ~TYPE() { FREE($self); } }
%ignore FREE;
%enddef
OWNED(bounce_report, bounce_report_unref)
OWNED(bounce_classifier, bounce_classifier_unref)
OWNED(bounce_knowledge, bounce_knowledge_free)
OWNED(bounce_options, bounce_options_free)
OWNED(bounce_origin, bounce_origin_free)
%newobject bounce_knowledge_new;
%newobject bounce_options_new;
%newobject bounce_origin_new;
/* The proxies count; nobody needs more references. */
%ignore bounce_report_ref;
%ignore bounce_classifier_ref;
%ignore bounce_error_free;
%ignore bounce_error_message;
%ignore bounce_error_file;
%ignore bounce_error_line;
%ignore bounce_error_column;
