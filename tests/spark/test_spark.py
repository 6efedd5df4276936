"""examples/spark on a cluster of two worker processes: the wheel is shipped to them, a batch and a stream give what one process gives."""
import collections
import glob
import os
import shutil
import signal
import sys
import tempfile
import unittest

ROOT = os.environ["BOUNCE_SOURCE_ROOT"]
WHEEL = glob.glob(os.path.join(ROOT, "build", "wheel", "*.whl"))
try:
    import pyspark.cloudpickle
    from pyspark.sql import SparkSession
except ImportError:
    print("skipped: pyspark is not installed")
    sys.exit(77)
if not shutil.which("java") or not WHEEL:
    print("skipped: no java, or no wheel (tests/spark/prepare)")
    sys.exit(77)

sys.path.insert(0, os.path.join(ROOT, "examples/spark"))
import bounces as job  # noqa: E402

import bounce  # noqa: E402
from bounce import arrow  # noqa: E402

# As spark-submit does with a main program: its functions travel themselves, not by their module's name.
pyspark.cloudpickle.register_pickle_by_value(job)
MAILS = sorted(glob.glob(os.path.join(ROOT, "corpus/written/*.eml")))


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        # The executors must take the package from the shipped wheel, not from the build tree of this process.
        os.environ.pop("PYTHONPATH", None)
        # Five Java processes for a minute: little memory, no time spent on compiling well.
        os.environ.update(SPARK_HOME=os.path.dirname(pyspark.__file__), PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1",
                          SPARK_LOCAL_DIRS=cls.folder, SPARK_WORKER_DIR=cls.folder,
                          JAVA_TOOL_OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:CICompilerCount=1")
        archive = shutil.copy(WHEEL[0], os.path.join(cls.folder, "libbounce.zip"))
        cls.spark = (SparkSession.builder.master("local-cluster[2,1,1024]").appName("test").config("spark.archives", archive + "#libbounce")
                     .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2").config("spark.driver.host", "127.0.0.1")
                     .config("spark.executor.memory", "512m").config("spark.driver.memory", "512m")
                     .config("spark.sql.warehouse.dir", cls.folder).getOrCreate())
        cls.spark.sparkContext.setLogLevel("ERROR")
        cls.rows = []
        for path in MAILS:
            with open(path, "rb") as file:
                cls.rows.append((os.path.basename(path), bytearray(file.read())))
        cls.spark.createDataFrame(cls.rows, "key string, raw binary").repartition(4).write.parquet(cls.folder + "/mails")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        shutil.rmtree(cls.folder)

    def local(self):
        """The rows of one process."""
        return arrow.rows((key, bounce.classify(raw)) for key, raw in self.rows).reader().read_all().to_pylist()

    def expected(self):
        return sorted((row["key"], row["recipient"] or "", row["cause"] or "") for row in self.local())

    def test_batch(self):
        frame = job.bounces(self.spark.read.parquet(self.folder + "/mails"), arrow.DDL).cache()
        got = sorted((row.key, row.recipient or "", row.cause or "") for row in frame.select("key", "recipient", "cause").collect())
        self.assertEqual(got, self.expected())
        counts = {(row["cause"], row["provider"], row["own_ip"], row["day"]): row["count"] for row in job.counted(frame).collect()}
        expected = collections.Counter(
            (row["cause"], row["provider"], row["local_ip"] or row["fact_ip"], row["date"] and row["date"][:10])
            for row in self.local() if row["kind"] in ("failure", "delay"))
        self.assertEqual(counts, expected)
        for column in range(4):
            self.assertGreater(len({key[column] for key in expected}), 5)

    def test_shipped(self):
        def where(batches):
            for _ in job.classify(batches):
                pass
            import bounce.capi
            import pyarrow as pa
            yield pa.RecordBatch.from_pydict({"file": [bounce.capi.__file__]})

        frame = self.spark.read.parquet(self.folder + "/mails").mapInArrow(where, "file string")
        for row in frame.collect():
            self.assertIn("libbounce/bounce/capi.py", row.file)

    def test_crash(self):
        """A worker that dies by a signal is started again, and the task with it."""
        def dies_once(batches):
            from pyspark import TaskContext
            if TaskContext.get().attemptNumber() == 0:
                os.kill(os.getpid(), signal.SIGSEGV)
            yield from job.classify(batches)

        rows = self.spark.createDataFrame(self.rows[:20], "key string, raw binary").coalesce(1).mapInArrow(dies_once, arrow.DDL).collect()
        self.assertEqual({row.key for row in rows}, {key for key, _ in self.rows[:20]})

    def test_stream(self):
        stream = self.spark.readStream.schema("key string, raw binary").option("maxFilesPerTrigger", 2).parquet(self.folder + "/mails")
        query = (job.bounces(stream, arrow.DDL).writeStream.format("memory").queryName("seen").option("checkpointLocation", self.folder + "/check")
                 .trigger(availableNow=True).start())
        query.awaitTermination()
        got = sorted((row.key, row.recipient or "", row.cause or "") for row in self.spark.table("seen").collect())
        self.assertEqual(got, self.expected())


if __name__ == "__main__":
    unittest.main()
