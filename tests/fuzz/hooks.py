"""What schemathesis cannot know from the OpenAPI document: how texts of LogFlow's own formats are written, and
which requests are refused for what no schema can say. Loaded by openapi_fuzz.ts."""

import re

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData

letters = st.characters(categories=["Lu", "Ll", "Lo", "Nd"])
words = st.text(letters, min_size=1, max_size=12).filter(lambda word: word not in ("AND", "OR", "NOT"))
patterns = st.lists(words | st.sampled_from("*?"), min_size=1, max_size=4).map("".join)
phrases = st.text(max_size=20).map(lambda text: re.sub(r'(["\\])', r"\\\1", text)).map('"{}"'.format)
names = st.sampled_from(["service", "host", "file", "user_id", "http.status", "extra_fields.level", "ä"])
numbers = st.integers(-(10**6), 10**6).map(str) | st.floats(-1e9, 1e9).map(repr)
ranges = st.builds("{}{}".format, st.sampled_from([">", ">=", "<", "<="]), numbers) | st.builds(
    lambda low, length, ends: f"{ends[0]}{low} TO {low + length}{ends[1]}",
    st.integers(-1000, 1000),
    st.integers(0, 1000),
    st.sampled_from(["[]", "{}", "[}", "{]"]),
)
terms = st.one_of(
    patterns,
    phrases,
    st.sampled_from(["*", "level:ERROR", "level:warning", "14:32:15", "10.0.0.1:80", "std::io", "_exists_:user_id"]),
    st.builds("{}:{}".format, names, patterns | phrases),
    words.map("message:{}".format),
    st.builds("{}:{}".format, st.sampled_from(["latency_ms", "bytes"]), ranges),
    st.builds("timestamp:>{}".format, st.sampled_from(["now-15m", "2025-10-23", '"2025-10-23 14:00"'])),
)
queries = st.just("") | st.recursive(
    terms,
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("{} AND {}".format, inner, inner),
        inner.map("NOT ({})".format),
    ),
    max_leaves=12,
)

of_numbers = st.sampled_from(["avg", "min", "max", "sum", "p95", "p99.9", "median"])
of_values = st.sampled_from(["count", "count_distinct"])
columns = st.one_of(
    st.just("count()"),
    st.builds("{}({})".format, of_numbers, st.sampled_from(["latency_ms", "extra_fields.level", '"an odd name"'])),
    st.builds("{}({})".format, of_values, names),
)
keys = st.lists(st.sampled_from(["service", "level", "user_id", "bin(1d)", '"an odd name"']), max_size=3, unique=True)
tables = st.one_of(
    st.builds(
        lambda columns, keys: f"stats {', '.join(columns)}" + (f" by {', '.join(keys)}" if keys else ""),
        st.lists(columns, min_size=1, max_size=4, unique=True),
        keys,
    ),
    st.builds("top {} {}".format, st.integers(1, 100), names),
)
table_queries = st.builds("{} | {}{}".format, queries, tables, st.sampled_from(["", " | limit 5"]))

durations = st.builds("{}{}".format, st.integers(1, 9999), st.sampled_from(["ms", "s", "m", "h", "d", "w"]))
times = st.one_of(
    st.just("now"),
    st.builds("{}{}".format, st.sampled_from(["", "now-", "now+"]), durations),
    st.integers(-(10**12), 10**13).map(str),
    st.integers(1970, 9999).map(str),
    st.dates().map(str),
    st.builds("{}T{}{}".format, st.dates(), st.times(), st.sampled_from(["", "Z", "+02:00", "-0530"])),
)

lengths = st.sampled_from(["1m", "5m", "90s", "1h", "300000ms", "10m", "1d"])
templates = st.lists(st.sampled_from(["{{ value }}", "{{rule}}", "errors", " in ", "{{ window }}", "}}"])).map("".join)

schemathesis.openapi.format("logflow-length", lengths)
schemathesis.openapi.format("logflow-function", columns)
schemathesis.openapi.format("logflow-template", templates)
schemathesis.openapi.format("logflow-query", queries)
schemathesis.openapi.format("logflow-table-query", table_queries)
schemathesis.openapi.format("logflow-time", times)
schemathesis.openapi.format("logflow-duration", durations)

# Each part of such a request is as the document says; what is wrong is how they go together, or with what is stored.
BEYOND_SCHEMAS = re.compile(
    "|".join(
        [
            r'"from" .* is after "to"',
            r"over 10000 buckets",
            r'Cannot read "(from|to|before)": .* it lies beyond the times',
            r"Cannot search on from .* of another query or order",
            r"Cannot count by",
            r'"format" is for text/plain only',
            r"Idempotency-Key .* came with another body before",
            r"Cannot let a key expire at",
            r'"ttl" and "expires_at" are both given',
            r"which (always|never) holds",
            r"a share is from 0 to 1",
            r'"threshold" is .* which is no limit',
            r"which does not do; give",
            r"which ALERT_RECEIVERS does not have",
            r"does not divide",
            r"times in the window",
            r"is not made of at most",
            r"counts from now",
            r"of which nearly every event has its own",
            r"means something else in templates",
            r"means a field that is there already",
            r"is a label that",
            r"Cannot give a rule another name",
            r'"to" is .*, (which is not|more than a year) after',
            r'"(from|to)" is .*, which is no time',
            r'"from" .* is not before "to"',
            r"is no rule that is kept",
            r'"rules" has ".*" twice',
            r'"rules" has none, nor has "kept"',
            r'"(rules|kept)" has over 50 rules',
        ]
    )
)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether it is one: a refusal for what the document cannot say is none."""
    if response.status_code in (412, 428):  # Refused in order, whatever else is wrong: no If-Match, or another one.
        return False
    if isinstance(failure, AcceptedNegativeData) and response.status_code == 413:  # Too large is refused, too.
        return False
    if not isinstance(failure, RejectedPositiveData) or response.status_code not in (400, 422):
        return True
    return BEYOND_SCHEMAS.search(response.json()["detail"]) is None


cursors = set()


@schemathesis.hook
def after_call(context, case, response):
    """Remembers the cursors that pages gave."""
    if context.operation.label == "GET /api/v1/logs" and response.status_code == 200:
        cursors.add(response.json()["next_cursor"])


@schemathesis.hook
def map_case(context, case):
    """Leaves a cursor out that no page gave: it would be refused, and nothing else of the request looked at."""
    if not case.meta.generation.mode.is_positive:
        return case
    if case.operation.label in TAKES_RULE:  # There are no receivers that it could name.
        case.body = {**to_rule(case.body), "receivers": []}
    if case.operation.label == "POST /api/v1/rules/backtest":  # For a time that does not take long.
        rules = [to_rule(rule) for rule in case.body.get("rules", [])]
        case.body = {**case.body, "rules": rules, "from": "now-2h", "to": "now"}
    if case.operation.label in TAKES_SILENCE:
        case.body = {**case.body, "matchers": [MATCHER, *case.body["matchers"][1:]]}
    if not case.query:
        return case
    if case.operation.label == "DELETE /api/v1/logs":
        case.query["before"] = "1990-01-01"  # Or nothing would be left for the others.
    if case.query.get("cursor") not in cursors:
        case.query.pop("cursor", None)
    query = case.query.get("q") or ""
    if case.operation.label in TAKES_FIELDS and len(query) % 4 == 1 and "|" not in query:
        case.query["q"] = f"{query} | fields level, user_id"
    return case


def to_rule(body):
    """With the keys that rules of its type need, and without those of other types."""
    needed, taken = KEYS[body["type"]]
    kept = {key: value for key, value in body.items() if key not in TYPE_KEYS or key in (*needed, *taken)}
    return {**{key: TYPE_KEYS[key] for key in needed}, **kept}


TYPE_KEYS = {
    "threshold": "> 0.5",
    "metric": "p95(latency_ms)",
    "part": "level:ERROR",
    "min_events": 5,
    "against": "previous",
    "field": "path",
}
KEYS = {
    "threshold": (["threshold"], []),
    "absence": ([], []),
    "spike": (["threshold"], ["against", "min_events"]),
    "new_value": (["field"], []),
    "metric": (["metric", "threshold"], []),
    "ratio": (["part", "threshold"], ["min_events"]),
}
TAKES_RULE = ["POST /api/v1/rules", "PUT /api/v1/rules/{id}"]
TAKES_SILENCE = ["POST /api/v1/silences", "PUT /api/v1/silences/{id}"]
MATCHER = {"name": "rule", "op": "=", "value": "Error *"}
TAKES_FIELDS = ["GET /api/v1/logs", "GET /api/v1/logs/export"]
