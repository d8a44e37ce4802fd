"""
Scores one customer at a time, with features from `feat serve`: by plain HTTP, or by Feast's own SDK.

uvicorn service:app
"""

import os
import tempfile

import requests
import joblib
import pandas
from fastapi import FastAPI, HTTPException
from feast import FeatureService, FeatureStore, RepoConfig

from model import inputs

FEAT = os.environ.get("FEAT_URL", "http://127.0.0.1:8080")
app = FastAPI()
model = joblib.load("model.joblib")
session = requests.Session()
# Feast wants a registry. An empty one will do: the service is looked up by the server.
store = FeatureStore(
    config=RepoConfig(
        project="churn",
        provider="local",
        registry=os.path.join(tempfile.mkdtemp(), "registry.db"),
        online_store={"type": "remote", "path": FEAT},
        entity_key_serialization_version=3,
    )
)


def by_http(customer_id, discount):
    row = {"customer_id": customer_id, "discount": discount}
    answer = session.post(f"{FEAT}/v1/services/churn_v1", json=row, timeout=2)
    if answer.status_code != 200:
        raise HTTPException(502, answer.json().get("detail", "the features could not be read"))
    return pandas.DataFrame([answer.json()["features"]])


def by_feast(customer_id, discount):
    row = {"customer_id": customer_id, "discount": discount}
    service = FeatureService(name="churn_v1", features=[])
    return store.get_online_features(features=service, entity_rows=[row]).to_df()


@app.get("/churn/{customer_id}")
def churn(customer_id: int, discount: float = 0.0, by: str = "http"):
    rows = (by_feast if by == "feast" else by_http)(customer_id, discount)
    return {"customer_id": customer_id, "probability": float(model.predict_proba(inputs(rows))[0, 1])}
