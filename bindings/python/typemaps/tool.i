/* The command-line tool's main() as a function: a list of bytes in, an exit code out. For a process of its own: see bounce/__main__.py. */
%{
extern int bounce_tool_main(int argc, char **argv);
%}
%typemap(in) (int argc, char **argv) {
    Py_ssize_t count = PyList_Check($input) ? PyList_Size($input) : -1;
    if (count < 1 || count > 1000000) {
        PyErr_SetString(PyExc_TypeError, "a list of bytes is needed");
        SWIG_fail;
    }
    $1 = (int)count;
    $2 = PyMem_Calloc((size_t)count + 1, sizeof(char *));
    if (!$2) {
        PyErr_NoMemory();
        SWIG_fail;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        if (PyBytes_AsStringAndSize(PyList_GetItem($input, i), &$2[i], NULL) < 0)
            SWIG_fail;
}
%typemap(freearg) (int argc, char **argv) "PyMem_Free($2);"
int bounce_tool_main(int argc, char **argv);
