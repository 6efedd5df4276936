/*
 * Arrow for Python: batches of rows (rows.h), and the capsules of the Arrow PyCapsule protocol around the structs of its C interfaces. Whoever
 * takes a struct out of a capsule clears its release; what nobody took is released with the capsule.
 */
%{
#include "rows.h"
#include <errno.h>
#include <glib.h>

/* Adds a recipient's row; True while there is room for more. The key: a str or None. */
static PyObject *bounce_rows_add(bnc_rows *rows, PyObject *key, const bounce_report *report, size_t index)
{
    Py_ssize_t length = 0;
    const char *text = key == Py_None ? NULL : PyUnicode_AsUTF8AndSize(key, &length);
    if (!text && key != Py_None)
        return NULL;
    if (!rows || !report || length > 1 << 20) {
        PyErr_SetString(PyExc_ValueError, length > 1 << 20 ? "a key of more than 1 MiB" : "rows and a report are needed");
        return NULL;
    }
    bnc_rows_add(rows, text, (size_t)length, report, index);
    return PyBool_FromLong(!bnc_rows_is_full(rows));
}

/* Texts live as long as the Python object they belong to. */
static bool as_value(PyObject *object, bnc_rows_type type, bnc_value *value, GPtrArray *texts)
{
    *value = (bnc_value){ .number = -1 };
    if (type == BNC_ROWS_BOOLEAN) {
        value->number = object == Py_None ? -1 : PyObject_IsTrue(object);
        return !PyErr_Occurred();
    }
    if (type == BNC_ROWS_TEXT) {
        Py_ssize_t length = 0;
        value->text = object == Py_None ? NULL : PyUnicode_AsUTF8AndSize(object, &length);
        value->length = (size_t)length;
        return value->text || object == Py_None;
    }
    if (!PyList_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "a list of texts is needed");
        return false;
    }
    value->count = (size_t)PyList_Size(object);
    const char **list = g_new0(const char *, value->count + 1);
    g_ptr_array_add(texts, list);
    value->texts = list;
    for (size_t i = 0; i < value->count; i++)
        if (!(list[i] = PyUnicode_AsUTF8AndSize(PyList_GetItem(object, (Py_ssize_t)i), NULL)))
            return false;
    return true;
}

/* Adds a row of values, for a report that was pickled; True while there is room for more. */
static PyObject *bounce_rows_add_values(bnc_rows *rows, PyObject *values)
{
    size_t count = bnc_rows_column_count();
    if (!rows || !PyTuple_Check(values) || (size_t)PyTuple_Size(values) != count) {
        PyErr_SetString(PyExc_TypeError, "a tuple with one value for each column is needed");
        return NULL;
    }
    bnc_value *list = g_new0(bnc_value, count);
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    bool is_good = true;
    for (size_t i = 0; i < count && is_good; i++)
        is_good = as_value(PyTuple_GetItem(values, (Py_ssize_t)i), bnc_rows_column_type(i), &list[i], texts);
    if (is_good)
        bnc_rows_add_values(rows, list);
    g_ptr_array_free(texts, TRUE);
    g_free(list);
    return is_good ? PyBool_FromLong(!bnc_rows_is_full(rows)) : NULL;
}

static void schema_capsule_free(PyObject *capsule)
{
    struct ArrowSchema *schema = PyCapsule_GetPointer(capsule, "arrow_schema");
    if (schema->release)
        schema->release(schema);
    g_free(schema);
}

/* A capsule "arrow_schema". */
static PyObject *bounce_rows_schema(void)
{
    struct ArrowSchema *schema = g_new0(struct ArrowSchema, 1);
    bnc_rows_schema(schema);
    return PyCapsule_New(schema, "arrow_schema", schema_capsule_free);
}

/* Another representation of the rows may be asked for, which we do not have; other columns are an error. */
static bool is_compatible(PyObject *requested)
{
    if (requested == Py_None)
        return true;
    const struct ArrowSchema *schema = PyCapsule_GetPointer(requested, "arrow_schema");
    if (!schema)
        return false;
    if (schema->release && strcmp(schema->format, "+s") == 0 && schema->n_children == (int64_t)bnc_rows_column_count())
        return true;
    PyErr_SetString(PyExc_ValueError, "the requested schema has other columns than bounce.arrow.COLUMNS");
    return false;
}

/* ---- the stream: its batches come from a Python iterator, for which any thread takes the interpreter's lock ---- */

typedef struct source {
    PyObject *batches;
    char *error;
} source;

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *ret_schema)
{
    (void)stream;
    bnc_rows_schema(ret_schema);
    return 0;
}

static char *error_text(void)
{
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    PyObject *text = value ? PyObject_Repr(value) : NULL;
    const char *words = text ? PyUnicode_AsUTF8AndSize(text, NULL) : NULL;
    char *copy = g_strdup(words ? words : "an exception");
    PyErr_Clear();
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
    return copy;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *ret_array)
{
    source *from = stream->private_data;
    void *rows = NULL;
    int status = 0;
    memset(ret_array, 0, sizeof *ret_array); /* no release: the end */
    PyGILState_STATE state = PyGILState_Ensure();
    PyObject *batch = PyIter_Next(from->batches);
    if (batch && SWIG_IsOK(SWIG_ConvertPtr(batch, &rows, SWIGTYPE_p_bnc_rows, 0)) && rows) {
        bnc_rows_finish(rows, ret_array);
    } else if (batch || PyErr_Occurred()) {
        g_free(from->error);
        from->error = PyErr_Occurred() ? error_text() : g_strdup("no batch of rows");
        status = EINVAL;
    }
    Py_XDECREF(batch);
    PyGILState_Release(state);
    return status;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    return ((source *)stream->private_data)->error;
}

static void stream_release(struct ArrowArrayStream *stream)
{
    source *from = stream->private_data;
    if (Py_IsInitialized()) { /* else the interpreter has ended, and its objects with it */
        PyGILState_STATE state = PyGILState_Ensure();
        Py_DECREF(from->batches);
        PyGILState_Release(state);
    }
    g_free(from->error);
    g_free(from);
    stream->release = NULL;
}

static void stream_capsule_free(PyObject *capsule)
{
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, "arrow_array_stream");
    if (stream->release)
        stream->release(stream);
    g_free(stream);
}

/* A capsule "arrow_array_stream" over an iterator of bnc_rows. */
static PyObject *bounce_rows_stream(PyObject *batches, PyObject *requested_schema)
{
    if (!is_compatible(requested_schema))
        return NULL;
    if (!PyIter_Check(batches)) {
        PyErr_SetString(PyExc_TypeError, "an iterator is needed");
        return NULL;
    }
    struct ArrowArrayStream *stream = g_new0(struct ArrowArrayStream, 1);
    source *from = g_new0(source, 1);
    Py_INCREF(batches);
    from->batches = batches;
    *stream = (struct ArrowArrayStream){ stream_schema, stream_next, stream_error, stream_release, from };
    return PyCapsule_New(stream, "arrow_array_stream", stream_capsule_free);
}
%}

OWNED(bnc_rows, bnc_rows_free)
%newobject bnc_rows_new;
bnc_rows *bnc_rows_new(void);
PyObject *bounce_rows_add(bnc_rows *rows, PyObject *key, const bounce_report *report, size_t index);
PyObject *bounce_rows_add_values(bnc_rows *rows, PyObject *values);
PyObject *bounce_rows_schema(void);
PyObject *bounce_rows_stream(PyObject *batches, PyObject *requested_schema);
