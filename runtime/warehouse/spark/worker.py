"""Runs statements on Spark, for a client that speaks JSON lines.

In: a line per request on stdin, {"id", "do", ...}; the first one starts Spark. Out: a line per answer on stdout, with the
id and `result` or `error`. Always: requests of one session run one after the other, each session in a thread of its own,
so that an interrupt is read while a statement runs. All that Spark and Python print goes to stderr. Values are texts;
large results are files.
"""

import json
import os
import queue
import sys
import threading

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
# Spark's launcher and logs write to stdout as they like. The answers have their own copy of it.
os.dup2(2, 1)
answering = threading.Lock()


def answer(told):
    with answering:
        answers.write(json.dumps(told) + "\n")
        answers.flush()


def start(master, conf):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("feat").master(master)
    for name, value in conf.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class Session:
    """The temporary views and settings of one client, and the thread that runs its statements."""

    def __init__(self, spark, name):
        self.spark = spark.newSession()
        self.name = name
        self.kept = {}
        self.waiting = queue.Queue()
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        self.spark.sparkContext.setJobGroup(self.name, "feat", interruptOnCancel=True)
        while True:
            request = self.waiting.get()
            if request is None:
                return
            respond(request, lambda: getattr(self, request["do"])(**request["with"]))

    def interrupt(self):
        self.spark.sparkContext.cancelJobGroup(self.name)

    def run(self, sql):
        self.spark.sql(sql)

    def set(self, conf):
        for name, value in conf.items():
            self.spark.conf.set(name, value)

    def query(self, sql, parameters):
        values = {name: None if value is None else int(value) for name, value in parameters.items()}
        return self.spark.sql(sql, args=values) if values else self.spark.sql(sql)

    def rows(self, sql, parameters):
        """All rows of a query, in memory: for few of them."""
        frame = self.query(sql, parameters)
        rows = [[None if value is None else text(value) for value in row] for row in frame.collect()]
        return {"names": frame.columns, "rows": rows}

    def columns(self, sql):
        schema = self.spark.sql(sql).schema
        return [
            {"name": field.name, "type": json.loads(field.dataType.json()), "nullable": field.nullable}
            for field in schema.fields
        ]

    def view(self, name, sql):
        """Makes a view anew, whatever reads the earlier one."""
        self.spark.sql(sql).createOrReplaceTempView(quoted(name))

    def files(self, name, paths, format, options):
        """Makes a view of files."""
        self.spark.read.format(format).options(**options).load(paths).createOrReplaceTempView(quoted(name))

    def keep(self, name, sql):
        """Computes a query once, keeps its rows in the memory and on the disks of the executors, and counts them."""
        self.forget(name)
        from pyspark import StorageLevel

        # A checkpoint: later plans begin at its rows, and rows that are lost with an executor are an error. If they were
        # computed again, rows numbered in another order would be other rows.
        frame = self.spark.sql(sql).localCheckpoint(eager=True, storageLevel=StorageLevel.MEMORY_AND_DISK)
        self.kept[name] = frame
        frame.createOrReplaceTempView(quoted(name))
        return frame.count()

    def forget(self, name):
        frame = self.kept.pop(name, None)
        if frame is not None:
            self.spark.catalog.dropTempView(name)
            frame._jdf.queryExecution().analyzed().rdd().unpersist(False)

    def write(self, sql, path, format, parameters):
        """Writes a query's rows to a new folder, and counts them."""
        frame, count = self.observed(self.query(sql, parameters))
        options = {"header": "true"} if format == "csv" else {}
        frame.write.mode("errorifexists").format(format).options(**options).save(path)
        return count()

    def observed(self, frame):
        from pyspark.sql import Observation, functions

        observation = Observation()
        own = frame.observe(observation, functions.count(functions.lit(1)).alias("rows"))
        return own, lambda: observation.get["rows"]

    def put(self, local, path):
        """Copies a file of this machine to where the executors read."""
        files, own = self.hadoop(path)
        files.copyFromLocalFile(False, True, self.path(local), own)

    def get(self, path, local):
        """Copies a folder of the executors to this machine."""
        files, own = self.hadoop(path)
        files.copyToLocalFile(False, own, self.path(local), True)

    def remove(self, path):
        files, own = self.hadoop(path)
        files.delete(own, True)

    def rename(self, view, to):
        self.spark.table(quoted(view)).createOrReplaceTempView(quoted(to))
        self.spark.catalog.dropTempView(view)

    def tables(self):
        catalog = self.spark.catalog
        current = catalog.currentDatabase()
        return sorted(
            table.name if database.name == current else f"{database.name}.{table.name}"
            for database in catalog.listDatabases()
            for table in catalog.listTables(database.name)
            if not table.isTemporary
        )

    def kind(self, table):
        catalog = self.spark.catalog
        return catalog.getTable(table).tableType if catalog.tableExists(table) else None

    def forgets(self, parts):
        """True if a table of this name would be in the session's own catalog, and that is in memory."""
        own = "spark_catalog"
        conf = self.spark.conf
        catalog = parts[0] if len(parts) > 2 else self.spark.catalog.currentCatalog()
        in_memory = conf.get("spark.sql.catalogImplementation", "in-memory") == "in-memory"
        return catalog == own and in_memory and conf.get("spark.sql.catalog." + own, None) is None

    def move(self, path, to):
        files, own = self.hadoop(path)
        if not files.rename(own, self.path(to)):
            raise OSError(f"{path} can't be renamed to {to}")

    def list(self, pattern):
        """The files that a pattern matches: path, size and time of modification."""
        files, own = self.hadoop(pattern)
        found = files.globStatus(own) or []
        return [
            {"path": each.getPath().toString(), "bytes": str(each.getLen()), "modified": str(each.getModificationTime())}
            for each in found
        ]

    def path(self, text):
        return self.spark._jvm.org.apache.hadoop.fs.Path(text)

    def hadoop(self, text):
        own = self.path(text)
        return own.getFileSystem(self.spark._jsc.hadoopConfiguration()), own

    def end(self):
        for name in list(self.kept):
            self.forget(name)
        for table in self.spark.catalog.listTables():
            if table.isTemporary:
                self.spark.catalog.dropTempView(table.name)
        self.waiting.put(None)


def quoted(name):
    return "`" + name.replace("`", "``") + "`"


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    return str(value)


def problem(error):
    """An error in Spark's words: its class, if it has one, and what it says, without the traces."""
    if hasattr(error, "getCondition"):
        return {
            "condition": error.getCondition(),
            "parameters": error.getMessageParameters() or {},
            "message": str(error).split("\n\nJVM stacktrace")[0],
        }
    java = getattr(error, "java_exception", None)
    if java is not None:
        causes = []
        while java is not None and len(causes) < 20:
            causes.append(java.toString())
            java = java.getCause()
        return {"condition": None, "parameters": {}, "message": "\n".join(causes)}
    return {"condition": None, "parameters": {}, "message": f"{type(error).__name__}: {error}"}


def respond(request, action):
    try:
        answer({"id": request["id"], "result": action()})
    except Exception as error:
        try:
            answer({"id": request["id"], "error": problem(error)})
        except Exception as again:
            answer({"id": request["id"], "error": {"condition": None, "parameters": {}, "message": repr(again)}})


def main():
    spark = None
    sessions = {}
    for line in sys.stdin:
        request = json.loads(line)
        do, session = request["do"], request.get("session")
        if do == "start":
            try:
                spark = start(**request["with"])
                answer({"id": request["id"], "result": spark.version})
            except Exception as error:
                answer({"id": request["id"], "error": problem(error)})
        elif do == "open":
            sessions[session] = Session(spark, f"feat-{os.getpid()}-{session}")
            answer({"id": request["id"], "result": None})
        elif do == "interrupt":
            if session in sessions:
                sessions[session].interrupt()
        elif session in sessions:
            sessions[session].waiting.put(request)
            if do == "end":
                del sessions[session]
    if spark is not None:
        spark.stop()


main()
