"""Feast over Redis with the values of data.json: feast.py FOLDER REDIS.

Fills the store and prints its bytes for each user. Then each line of stdin is a question, and each line of stdout the
microseconds of CPU that a call took.
"""

import json
import os
import resource
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

os.environ["FEAST_USAGE"] = "False"
answers = sys.stdout
sys.stdout = sys.stderr

import pandas
import redis
import yaml
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.types import Bool, Float64, Int64, String, UnixTimestamp

folder, place = sys.argv[1:3]
types = {
    "int64": Int64,
    "float64": Float64,
    "float64?": Float64,
    "string": String,
    "timestamp": UnixTimestamp,
    "bool": Bool,
}
data = json.loads(Path(folder, "data.json").read_text())
Path(folder, "feature_store.yaml").write_text(
    yaml.safe_dump(
        {
            "project": "bench",
            "provider": "local",
            "registry": f"{folder}/registry.db",
            "online_store": {"type": "redis", "connection_string": place},
            "entity_key_serialization_version": 3,
        }
    )
)
store = FeatureStore(repo_path=folder)
user = Entity(name="user", join_keys=["user_id"], value_type=ValueType.INT64)
objects = [user]
frames = {}
at = datetime.fromtimestamp(data["at"] / 1e6, tz=timezone.utc)
for name, view in data["views"].items():
    columns = view["columns"]
    frame = pandas.DataFrame(view["rows"], columns=["user_id", *[column["name"] for column in columns]])
    for column in columns:
        if column["type"] == "timestamp":
            frame[column["name"]] = pandas.to_datetime(frame[column["name"]], unit="us", utc=True)
    frame["event_timestamp"] = at
    path = f"{folder}/{name}.parquet"
    frame.to_parquet(path)
    frames[name] = frame
    objects.append(
        FeatureView(
            name=name,
            entities=[user],
            ttl=timedelta(days=0),
            schema=[Field(name=column["name"], dtype=types[column["type"]]) for column in columns],
            source=FileSource(path=path, timestamp_field="event_timestamp"),
        )
    )
store.apply(objects)
host, port = place.split(":")
client = redis.Redis(host=host, port=int(port))
before = client.info("memory")["used_memory"]
for name, frame in frames.items():
    store.write_to_online_store(name, df=frame)
after = client.info("memory")["used_memory"]
users = len(next(iter(frames.values())))
print(json.dumps({"bytes": (after - before) / users}), file=answers, flush=True)


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


for line in sys.stdin:
    question = json.loads(line)
    features = [
        f"{view}:{column['name']}" for view in question["views"] for column in data["views"][view]["columns"]
    ]
    began = cpu()
    for call in range(question["calls"]):
        rows = [{"user_id": (call * 13 + each) % question["users"]} for each in range(question["entities"])]
        answer = store.get_online_features(features=features, entity_rows=rows).to_dict()
        assert len(answer["user_id"]) == question["entities"]
    print(json.dumps({"micros": (cpu() - began) * 1e6 / question["calls"]}), file=answers, flush=True)
