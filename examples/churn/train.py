"""Trains on what `feat train` wrote, and says how well the model tells later months."""

import joblib
import pandas
from sklearn.metrics import roc_auc_score

from model import inputs, new_model

rows = pandas.read_parquet("training.parquet")
months = sorted(rows.event_timestamp.unique())
late = rows.event_timestamp >= months[-1]
early = rows[~late]
model = new_model().fit(inputs(early), early.churned)
score = roc_auc_score(rows[late].churned, model.predict_proba(inputs(rows[late]))[:, 1])
print(f"{len(rows)} labels, AUC of the last month {score:.3f}")
joblib.dump(model, "model.joblib")
