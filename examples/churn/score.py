"""Scores the rows that `feat train` wrote for the customers of today, all at once."""

import joblib
import pandas

from model import inputs

rows = pandas.read_parquet("scored.parquet")
rows["probability"] = joblib.load("model.joblib").predict_proba(inputs(rows))[:, 1]
rows[["customer_id", "probability"]].to_json("scores.json", orient="records", double_precision=15)
