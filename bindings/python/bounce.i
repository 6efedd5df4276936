/*
 * The thin module "capi": the C API as it is. People use the typed package around it (bounce/__init__.py).
 */
%module(package="bounce", threads="1") capi
%nothread;

%{
#include <bounce/bounce.h>
%}

/* Says each function's arguments and result in its docstring; tools/make_stub.py reads them. */
%feature("autodoc", "1");

%include <stdint.i>
%include "typemaps/buffer.i"
%include "typemaps/results.i"
%include "typemaps/objects.i"
%include "typemaps/arrow.i"
%include "typemaps/batch.i"
%include "typemaps/tool.i"

/* This takes microseconds and touches no Python object: other threads may run meanwhile. */
%thread bounce_classify;
%thread bounce_classify_envelope;
%thread bounce_classify_reply;
%thread bounce_classify_log_line;
%thread bounce_classifier_new;
%thread bounce_knowledge_add;
%thread bounce_knowledge_add_file;
%thread bounce_report_to_json;

#define BOUNCE_API
#define BOUNCE_BEGIN_DECLS
#define BOUNCE_END_DECLS
%ignore bounce_free;
%ignore bounce_knowledge_check;

%include <bounce/version.h>
%include <bounce/error.h>
%include <bounce/terms.h>
%include <bounce/cause_id.h>
%include <bounce/knowledge.h>
%include <bounce/classifier.h>
%include <bounce/report.h>
%include <bounce/recipient.h>
%include <bounce/cause.h>
%include <bounce/hint.h>
%include <bounce/mbox.h>
%include <bounce/json.h>
