"""Reads events by the classes that OpenLineage generates from its schemas, and writes them again."""
import json
import sys

from openlineage.client.event_v2 import InputDataset, Job, JobEvent, OutputDataset
from openlineage.client.generated.column_lineage_dataset import (
    ColumnLineageDatasetFacet,
    Fields,
    InputField,
    Transformation,
)
from openlineage.client.serde import Serde


def without(value, *names):
    return {name: each for name, each in value.items() if name not in names}


def input_field(value):
    known = [Transformation(**each) for each in value["transformations"]]
    return InputField(**{**value, "transformations": known})


def facet(value):
    fields = {
        name: Fields(**{**each, "inputFields": [input_field(one) for one in each["inputFields"]]})
        for name, each in value["fields"].items()
    }
    dataset = [input_field(one) for one in value["dataset"]]
    rest = without(value, "_producer", "_schemaURL")
    return ColumnLineageDatasetFacet(**{**rest, "fields": fields, "dataset": dataset}, producer=value["_producer"])


def output(value):
    facets = {name: facet(each) for name, each in value["facets"].items()}
    assert set(facets) == {"columnLineage"}
    return OutputDataset(**{**value, "facets": facets})


def event(value):
    parts = {
        "job": Job(**value["job"]),
        "inputs": [InputDataset(**each) for each in value["inputs"]],
        "outputs": [output(each) for each in value["outputs"]],
    }
    return JobEvent(**{**without(value, "schemaURL"), **parts})


def filled(value):
    """Maps of facets may be left out where they are empty."""
    if isinstance(value, list):
        return [filled(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: filled(each) for name, each in value.items() if not (name.lower().endswith("facets") and each == {})}


for line in sys.stdin:
    print(json.dumps(filled(Serde.to_dict(event(json.loads(line))))))
