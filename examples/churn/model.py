"""The model: what it reads, and how it is trained. Training and serving use the same few lines."""

from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

WORDS = ["plan", "country"]
NUMBERS = [
    "tenure_days",
    "orders_7d",
    "orders_30d",
    "orders_90d",
    "spend_30d",
    "spend_90d",
    "days_quiet",
    "tickets_90d",
    "angry_90d",
    "trend",
    "basket",
    "offered",
]
FEATURES = WORDS + NUMBERS


def new_model():
    words = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    columns = ColumnTransformer([("words", words, WORDS), ("numbers", "passthrough", NUMBERS)])
    return Pipeline([("columns", columns), ("trees", HistGradientBoostingClassifier(max_iter=60, random_state=7))])


def inputs(rows):
    """The model's columns of a frame, with a missing number as NaN."""
    frame = rows[FEATURES].copy()
    frame[NUMBERS] = frame[NUMBERS].astype("float64")
    return frame
