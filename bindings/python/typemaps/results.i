/*
 * Results. A failing bounce_status is an exception: ValueError for bad arguments, OSError for files, capi.KnowledgeError (a ValueError with
 * "file", "line" and "column") for knowledge. Output parameters are what the function returns.
 * %append_output changed in SWIG 4.3, so $result is assigned here by hand.
 */
%{
static PyObject *knowledge_error;

static void raise_status(bounce_status status, bounce_error *error)
{
    const char *message = error ? bounce_error_message(error) : bounce_status_message(status);
    if (status == BOUNCE_ERROR_KNOWLEDGE && knowledge_error) {
        PyObject *exception = NULL, *text = bounce_error_line(error)
            ? PyUnicode_FromFormat("%s:%u: %s", bounce_error_file(error) ? bounce_error_file(error) : "", bounce_error_line(error), message)
            : PyUnicode_FromFormat("%s", message);
        if (text)
            exception = PyObject_CallFunctionObjArgs(knowledge_error, text, NULL);
        Py_XDECREF(text);
        if (exception) {
            PyObject *file = PyUnicode_DecodeFSDefault(error && bounce_error_file(error) ? bounce_error_file(error) : "");
            PyObject *line = PyLong_FromUnsignedLong(bounce_error_line(error)), *column = PyLong_FromUnsignedLong(bounce_error_column(error));
            if (file && line && column && PyObject_SetAttrString(exception, "file", file) == 0
                && PyObject_SetAttrString(exception, "line", line) == 0 && PyObject_SetAttrString(exception, "column", column) == 0)
                PyErr_SetObject(knowledge_error, exception);
            Py_XDECREF(file);
            Py_XDECREF(line);
            Py_XDECREF(column);
            Py_DECREF(exception);
        }
    } else {
        PyErr_SetString(status == BOUNCE_ERROR_IO ? PyExc_OSError : PyExc_ValueError, message);
    }
    bounce_error_free(error);
}
%}

%init %{
    knowledge_error = PyErr_NewExceptionWithDoc("bounce.KnowledgeError", "A knowledge file is broken: see file and line.",
                                                PyExc_ValueError, NULL);
    if (knowledge_error) {
        Py_INCREF(knowledge_error);
        PyModule_AddObject(m, "KnowledgeError", knowledge_error);
    }
%}

%typemap(in, numinputs=0) bounce_error **reterr_error (bounce_error *error = NULL) "$1 = &error;"
%typemap(argout) bounce_error **reterr_error ""

%typemap(out) bounce_status {
    if ($1 != BOUNCE_OK) {
        raise_status($1, NULL);
        SWIG_fail;
    }
    $result = Py_None;
    Py_INCREF(Py_None);
}

/* Functions that tell more than a status: SWIG names the local variable after the argument's place. */
%define WITH_ERROR(FUNCTION, VARIABLE)
%exception FUNCTION {
    $action
    if (result != BOUNCE_OK) {
        raise_status(result, VARIABLE);
        SWIG_fail;
    }
}
%enddef
WITH_ERROR(bounce_knowledge_add_file, error3)
WITH_ERROR(bounce_knowledge_add, error5)
WITH_ERROR(bounce_classifier_new, error4)

/*
 * ret_report, ret_classifier: new references, owned by the Python object. A bare pointer object, without the proxy class around it: that costs
 * as much again when it is made, when it is read, and when it goes, and all of it under the interpreter's lock.
 */
%define NEW_OBJECT(TYPE, NAME)
%typemap(in, numinputs=0) TYPE **NAME (TYPE *made = NULL) "$1 = &made;"
%typemap(argout) TYPE **NAME {
    Py_XDECREF($result);
    $result = SWIG_NewPointerObj(SWIG_as_voidptr(made$argnum), $*1_descriptor, SWIG_POINTER_OWN | SWIG_POINTER_NOSHADOW);
}
%enddef
NEW_OBJECT(bounce_report, ret_report)
NEW_OBJECT(bounce_classifier, ret_classifier)

/* ret_text: a str */
%typemap(in, numinputs=0) (char **ret_text, size_t *ret_length) (char *text = NULL, size_t text_length = 0) {
    $1 = &text;
    $2 = &text_length;
}
%typemap(argout) (char **ret_text, size_t *ret_length) {
    Py_XDECREF($result);
    $result = PyUnicode_DecodeUTF8(text$argnum, (Py_ssize_t)text_length$argnum, "strict");
}
%typemap(freearg) (char **ret_text, size_t *ret_length) "bounce_free(text$argnum);"

/* mbox: (offset, start, length), or None at the end */
%typemap(in) size_t *inout_offset (size_t offset) {
    offset = PyLong_AsSize_t($input);
    if (PyErr_Occurred())
        SWIG_fail;
    $1 = &offset;
}
%typemap(in, numinputs=0) (size_t *ret_start, size_t *ret_length) (size_t start = 0, size_t count = 0) {
    $1 = &start;
    $2 = &count;
}
%typemap(argout) size_t *inout_offset {
    if ($result == Py_True) {
        Py_DECREF($result);
        $result = Py_BuildValue("(n)", (Py_ssize_t)offset$argnum);
    }
}
%typemap(argout) (size_t *ret_start, size_t *ret_length) {
    if (PyTuple_Check($result)) {
        PyObject *all = Py_BuildValue("(Onn)", PyTuple_GetItem($result, 0), (Py_ssize_t)start$argnum, (Py_ssize_t)count$argnum);
        Py_DECREF($result);
        $result = all;
    }
}

%pythoncode %{
KnowledgeError = _capi.KnowledgeError
%}
