"""Reads a file into a table of 42 columns: python load.py pandas|polars|pyarrow|duckdb. Orders and answers: see ../player.rs."""
import gc, sys, time

tool = sys.argv[1]
if tool == "pandas":
    import pandas
    read, rows = lambda path: pandas.read_csv(path, header=None), len
elif tool == "polars":
    import polars
    read, rows = lambda path: polars.read_csv(path, has_header=False, infer_schema_length=10_000), len
elif tool == "pyarrow":
    from pyarrow import csv
    options = csv.ReadOptions(autogenerate_column_names=True)
    read, rows = lambda path: csv.read_csv(path, read_options=options), len
elif tool == "duckdb":
    import duckdb
    base = duckdb.connect()
    base.execute("set preserve_insertion_order = false")  # A fifth faster.

    def read(path):
        base.execute(f"create or replace table t as select * from read_csv('{path}', header=false)")

    def rows(_):
        return base.execute("select count(*) from t").fetchone()[0]
else:
    sys.exit(f"unknown tool {tool}")

print("ready", sys.modules[tool].__version__, flush=True)
for line in sys.stdin:
    path = line.rstrip("\n").split("\t")[1]
    try:
        start = time.perf_counter()
        table = read(path)
        wall = time.perf_counter() - start
        print(f"ok wall={wall:.5f} rows={rows(table)}", flush=True)
    except Exception as error:
        print("failed", str(error).replace("\n", " ")[:200], flush=True)
    table = None
    gc.collect()
