"""Feast's point-in-time join on its DuckDB store: get_historical_features.py ROWS LABELS OUT FOLDER.

Writes the answer with the number of each label to OUT, and prints one line of JSON: what the call alone cost.
"""

import json
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path

rows, labels, out, folder = sys.argv[1:5]

from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.infra.offline_stores.duckdb import DuckDBOfflineStoreConfig
from feast.types import Float64, Int64, String
import pandas

Path(folder).mkdir(parents=True, exist_ok=True)
store = FeatureStore(
    config=RepoConfig(
        project="bench",
        provider="local",
        registry=f"{folder}/registry.db",
        offline_store=DuckDBOfflineStoreConfig(),
        online_store={"type": "sqlite", "path": f"{folder}/online.db"},
        entity_key_serialization_version=3,
    )
)
customer = Entity(name="customer", join_keys=["customer_id"], value_type=ValueType.INT64)
stats = FeatureView(
    name="stats",
    entities=[customer],
    ttl=timedelta(days=7),
    schema=[
        Field(name="a", dtype=Int64),
        Field(name="b", dtype=Float64),
        Field(name="c", dtype=Float64),
        Field(name="d", dtype=String),
        Field(name="e", dtype=Int64),
    ],
    source=FileSource(path=rows, timestamp_field="event_timestamp", created_timestamp_column="created"),
)
store.apply([customer, stats])

entities = pandas.read_parquet(labels)
entities["event_timestamp"] = entities["event_timestamp"].dt.tz_localize("UTC")
entities["n"] = range(len(entities))


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


began, before = time.perf_counter(), cpu()
answer = store.get_historical_features(
    entity_df=entities, features=[f"stats:{name}" for name in "abcde"]
).to_df()
wall, spent = time.perf_counter() - began, cpu() - before
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

answer[["n", *"abcde"]].to_parquet(out)
print(json.dumps({"cpu": spent, "wall": wall, "memory": memory}))
