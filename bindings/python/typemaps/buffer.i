/* (data, length): any object with the buffer protocol, without a copy; held while the call lasts. */
%define BUFFER_ARGUMENT(TYPE, NAME)
%typemap(in, numinputs=1) (TYPE NAME, size_t length) (Py_buffer view) {
    view.obj = NULL;
    if (PyObject_GetBuffer($input, &view, PyBUF_SIMPLE) < 0)
        SWIG_fail;
    $1 = ($1_ltype)view.buf;
    $2 = (size_t)view.len;
}
%typemap(freearg) (TYPE NAME, size_t length) {
    if (view$argnum.obj)
        PyBuffer_Release(&view$argnum);
}
%typemap(typecheck, precedence=SWIG_TYPECHECK_POINTER) (TYPE NAME, size_t length) {
    $1 = PyObject_CheckBuffer($input);
}
%enddef
BUFFER_ARGUMENT(const void *, data)
BUFFER_ARGUMENT(const void *, text)
BUFFER_ARGUMENT(const char *, text)
BUFFER_ARGUMENT(const char *, line)
