"""Writes a year of made-up customers, orders and tickets that ends today, and the labels: who ordered no more."""

from pathlib import Path

import numpy
import pandas

CUSTOMERS = 1500
DAYS = 365

chance = numpy.random.default_rng(7)
today = pandas.Timestamp.now("UTC").normalize()
start = today - pandas.Timedelta(days=DAYS)


def times(day):
    """An instant within each of these days."""
    seconds = (day * 86_400 + chance.integers(0, 86_400, len(day))).astype("int64")
    return (start + pandas.to_timedelta(seconds, unit="s")).astype("datetime64[us, UTC]")


ids = numpy.arange(1, CUSTOMERS + 1)
plan = chance.choice(["basic", "plus", "family"], CUSTOMERS, p=[0.6, 0.3, 0.1])
signed_up = start - pandas.to_timedelta(chance.integers(0, 900, CUSTOMERS), unit="D")
pace = chance.gamma(2.0, 0.04, CUSTOMERS) + 0.01
# Each day a customer may leave for good; angry ones do so sooner.
angry = chance.random(CUSTOMERS) < 0.25
leaves = chance.geometric(numpy.where(angry, 0.006, 0.0015))

customers = pandas.DataFrame(
    {
        "customer_id": ids,
        "plan": plan,
        "country": pandas.array(chance.choice(["NL", "DE", "FR", None], CUSTOMERS, p=[0.5, 0.3, 0.15, 0.05]), "string"),
        "signed_up_at": signed_up.astype("datetime64[us, UTC]"),
        "changed_at": signed_up.astype("datetime64[us, UTC]"),
    }
)

here = numpy.arange(DAYS)[:, None] < leaves
orders_on, who = numpy.nonzero((chance.random((DAYS, CUSTOMERS)) < pace) & here)
orders = pandas.DataFrame(
    {
        "order_id": numpy.arange(1, len(who) + 1),
        "customer_id": ids[who],
        "amount": numpy.round(chance.gamma(3.0, 15.0, len(who)), 2),
        "ordered_at": times(orders_on),
    }
)
tickets_on, who = numpy.nonzero((chance.random((DAYS, CUSTOMERS)) < numpy.where(angry, 0.02, 0.004)) & here)
tickets = pandas.DataFrame(
    {
        "customer_id": ids[who],
        "mood": numpy.where(angry[who] & (chance.random(len(who)) < 0.7), "angry", "calm"),
        "opened_at": times(tickets_on),
    }
)

# A label for each customer and month: no order in the 60 days that follow.
labels = []
for day in range(120, DAYS - 60, 30):
    moment = start + pandas.Timedelta(days=day)
    later = orders[(orders.ordered_at >= moment) & (orders.ordered_at < moment + pandas.Timedelta(days=60))]
    active = orders[(orders.ordered_at < moment) & (orders.ordered_at >= moment - pandas.Timedelta(days=90))]
    known = numpy.unique(active.customer_id)
    labels.append(
        pandas.DataFrame(
            {
                "customer_id": known,
                "discount": numpy.round(chance.choice([0.0, 0.1, 0.2], len(known)), 1),
                "event_timestamp": moment,
                "churned": ~numpy.isin(known, later.customer_id),
            }
        )
    )

folder = Path(__file__).parent / "data"
folder.mkdir(exist_ok=True)
customers.to_parquet(folder / "customers.parquet")
orders.to_parquet(folder / "orders.parquet")
tickets.to_parquet(folder / "tickets.parquet")
pandas.concat(labels).to_parquet(folder / "labels.parquet", index=False)
# The customers of today, to be scored in one go.
today_rows = pandas.DataFrame({"customer_id": ids, "discount": 0.1, "event_timestamp": pandas.Timestamp.now("UTC")})
today_rows.to_parquet(folder / "today.parquet", index=False)
print(f"{len(customers)} customers, {len(orders)} orders, {len(tickets)} tickets, {sum(map(len, labels))} labels")
