"""Asks Feast's own SDK: a JSON object a line comes in, and a JSON value a line goes out."""

import json
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

os.environ["FEAST_USAGE"] = "False"

# Feast and its packages print to stdout. Only answers go there.
answers = sys.stdout
sys.stdout = sys.stderr

import numpy
import pandas
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, RepoConfig, RequestSource, ValueType
from feast.driver_test_data import create_driver_hourly_stats_df
from feast.on_demand_feature_view import on_demand_feature_view
from feast.protos.feast.serving.ServingService_pb2 import FieldStatus
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value
from feast.types import Float32, Float64, Int64, Json, Map, String, Struct


def opened(project, folder, online, auth=None):
    Path(folder).mkdir(parents=True, exist_ok=True)
    return FeatureStore(
        config=RepoConfig(
            project=project,
            provider="local",
            registry=f"{folder}/registry.db",
            online_store=online,
            entity_key_serialization_version=3,
            **({"auth": auth} if auth else {}),
        )
    )


def driver_objects(parquet):
    """The definitions that `feast init` writes."""
    driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
    stats = FeatureView(
        name="driver_hourly_stats",
        entities=[driver],
        ttl=timedelta(days=1),
        schema=[
            Field(name="conv_rate", dtype=Float32),
            Field(name="acc_rate", dtype=Float32),
            Field(name="avg_daily_trips", dtype=Int64),
            Field(name="driver_metadata", dtype=Map),
            Field(name="driver_config", dtype=Json),
            Field(name="driver_profile", dtype=Struct({"name": String, "age": String})),
        ],
        source=FileSource(path=parquet, timestamp_field="event_timestamp", created_timestamp_column="created"),
    )
    request = RequestSource(
        name="vals_to_add", schema=[Field(name="val_to_add", dtype=Int64), Field(name="val_to_add_2", dtype=Int64)]
    )

    @on_demand_feature_view(
        sources=[stats, request],
        schema=[Field(name="conv_rate_plus_val1", dtype=Float64), Field(name="conv_rate_plus_val2", dtype=Float64)],
    )
    def transformed_conv_rate(inputs: pandas.DataFrame) -> pandas.DataFrame:
        df = pandas.DataFrame()
        df["conv_rate_plus_val1"] = inputs["conv_rate"] + inputs["val_to_add"]
        df["conv_rate_plus_val2"] = inputs["conv_rate"] + inputs["val_to_add_2"]
        return df

    v1 = FeatureService(name="driver_activity_v1", features=[stats[["conv_rate"]], transformed_conv_rate])
    v2 = FeatureService(name="driver_activity_v2", features=[stats, transformed_conv_rate])
    return [driver, stats, transformed_conv_rate, v1, v2]


def write_drivers(ask):
    """Feast's own sample data, with a driver whose rows are older than the view's ttl."""
    numpy.random.seed(7)
    end = datetime.now(timezone.utc).replace(microsecond=0, second=0, minute=0, tzinfo=None)
    fresh = create_driver_hourly_stats_df([1001, 1002, 1003, 1004, 1005], end - timedelta(days=2), end)
    old = create_driver_hourly_stats_df([1006], end - timedelta(days=5), end - timedelta(days=3))
    pandas.concat([fresh, old]).to_parquet(ask["parquet"], allow_truncated_timestamps=True)


def apply_drivers(ask):
    """Feast's own answers: its SQLite store, filled by its own materialize."""
    local = opened("driver", ask["folder"] + "/local", {"type": "sqlite", "path": ask["folder"] + "/local/online.db"})
    remote = opened("driver", ask["folder"] + "/remote", {"type": "remote", "path": ask["url"]})
    for store in (local, remote):
        store.apply(driver_objects(ask["parquet"]))
    local.materialize(datetime.now(timezone.utc) - timedelta(days=20), datetime.now(timezone.utc))
    stores["local"], stores["remote"] = local, remote


def connect(ask):
    stores[ask["store"]] = opened(ask["project"], ask["folder"], {"type": "remote", "path": ask["url"]}, ask.get("auth"))


def read(ask):
    store = stores[ask["store"]]
    service = ask.get("feature_service")
    features = ask.get("features")
    if service is not None:
        # A store without definitions still names a service to the server.
        features = store.get_feature_service(service) if ask.get("defined") else FeatureService(name=service, features=[])
    response = store.get_online_features(
        features=features, entity_rows=ask["entity_rows"], full_feature_names=ask.get("full_feature_names", False)
    )
    names = response.proto.metadata.feature_names.val
    results = response.proto.results
    return {
        "columns": response.to_dict(),
        "statuses": {
            name: [FieldStatus.Name(status) for status in results[i].statuses] for i, name in enumerate(names)
        },
        "kinds": {name: [value.WhichOneof("val") for value in results[i].values] for i, name in enumerate(names)},
    }


def read_view(ask):
    """The read by view, which takes the values' types from the definitions."""
    store = stores[ask["store"]]
    view = store.get_feature_view(ask["view"])
    keys = [EntityKey(join_keys=["driver_id"], entity_values=[Value(int64_val=i)]) for i in ask["drivers"]]
    rows = store._get_provider().online_read(config=store.config, table=view, entity_keys=keys, requested_features=ask["features"])
    return [{name: value.WhichOneof("val") for name, value in row.items()} for _, row in rows]


def write_view(ask):
    """The write by view, as rows of a data frame."""
    rows = pandas.DataFrame(ask["rows"])
    rows["event_timestamp"] = pandas.to_datetime(rows["event_timestamp"], utc=True)
    rows["created"] = rows["event_timestamp"]
    stores[ask["store"]].write_to_online_store(feature_view_name=ask["view"], df=rows)


stores = {}
known = {f.__name__: f for f in (write_drivers, apply_drivers, connect, read, read_view, write_view)}
for line in sys.stdin:
    ask = json.loads(line)
    try:
        answer = {"ok": known[ask["do"]](ask)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer, default=str), file=answers, flush=True)
