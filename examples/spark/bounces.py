"""Bounces on Spark: rows (key, raw) in, one row per recipient out, counted by cause, provider, own address and day.

usage: spark-submit --archives libbounce.zip#libbounce examples/spark/bounces.py INPUT.parquet OUTPUT.parquet

libbounce.zip is the wheel under another name: Spark unpacks it beside each executor, so nothing is installed there. See doc/python.md for
batch sizes, memory and what happens when native code dies.
"""
from __future__ import annotations

import sys

ROWS_PER_BATCH = 256  # rows are whole mails: Spark's default of 10,000 could be a gigabyte


def classify(batches):
    """On the executors: record batches (key, raw) to record batches of bounce.arrow.COLUMNS."""
    if "libbounce" not in sys.path:
        sys.path.insert(0, "libbounce")  # where --archives puts the wheel; else the package is installed
    from bounce import arrow

    return arrow.map_batches(batches)


def bounces(frame, ddl):
    """A frame of mails to a frame of recipients; the same for a batch and for a stream."""
    frame.sparkSession.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS_PER_BATCH)
    return frame.select("key", "raw").mapInArrow(classify, ddl)


def counted(frame):
    """How often each cause at each provider, for each address of ours, on each day."""
    from pyspark.sql import functions as f

    own = f.coalesce("local_ip", "fact_ip").alias("own_ip")
    return frame.where("kind in ('failure', 'delay')").groupBy("cause", "provider", own, f.substring("date", 1, 10).alias("day")).count()


def main():
    from bounce.arrow import DDL
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("bounces").getOrCreate()
    counted(bounces(spark.read.parquet(sys.argv[1]), DDL)).write.parquet(sys.argv[2])
    spark.stop()


if __name__ == "__main__":
    main()
