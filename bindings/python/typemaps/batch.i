/*
 * Many inputs in one call: the interpreter's lock is released once for all of them, so that threads do not meet at it after each mail.
 * In: a list of objects with the buffer protocol, held while the call lasts. Out: a list of as many reports.
 */
%{
static PyObject *bounce_classify_batch(const bounce_classifier *classifier, PyObject *inputs)
{
    PyObject *list = NULL;
    Py_ssize_t held = 0, count = PyList_Check(inputs) ? PyList_Size(inputs) : -1;
    bounce_status status = BOUNCE_OK;
    if (count < 0) {
        PyErr_SetString(PyExc_TypeError, "a list of buffers is needed");
        return NULL;
    }
    Py_buffer *views = PyMem_Calloc((size_t)count + 1, sizeof *views);
    bounce_report **reports = PyMem_Calloc((size_t)count + 1, sizeof *reports);
    if (!views || !reports) {
        PyErr_NoMemory();
        goto out;
    }
    for (; held < count; held++)
        if (PyObject_GetBuffer(PyList_GetItem(inputs, held), &views[held], PyBUF_SIMPLE) < 0)
            goto out;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t i = 0; i < count && status == BOUNCE_OK; i++)
        status = bounce_classify(classifier, views[i].buf, (size_t)views[i].len, &reports[i]);
    Py_END_ALLOW_THREADS
    if (status != BOUNCE_OK) {
        raise_status(status, NULL);
        goto out;
    }
    list = PyList_New(count);
    for (Py_ssize_t i = 0; list && i < count; i++) {
        PyObject *report = SWIG_NewPointerObj(reports[i], SWIGTYPE_p_bounce_report, SWIG_POINTER_OWN | SWIG_POINTER_NOSHADOW);
        if (!report) {
            Py_DECREF(list);
            list = NULL;
            break;
        }
        reports[i] = NULL;
        PyList_SetItem(list, i, report);
    }
out:
    while (held-- > 0)
        PyBuffer_Release(&views[held]);
    for (Py_ssize_t i = 0; reports && i < count; i++)
        bounce_report_unref(reports[i]);
    PyMem_Free(reports);
    PyMem_Free(views);
    return list;
}
%}
PyObject *bounce_classify_batch(const bounce_classifier *classifier, PyObject *inputs);
