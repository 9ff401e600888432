#!/usr/bin/env bash
# Gives each program its own user in Elasticsearch, with no more rights than it needs. May be run again.
set -euo pipefail

# put PATH BODY: the password of the administrator goes by standard input, so that no list of processes has it.
put() {
  printf 'user = "elastic:%s"\n' "$ELASTIC_PASSWORD" |
    curl --config - --silent --show-error --fail --output /dev/null \
      --request PUT --header 'content-type: application/json' --data "$2" "$ELASTICSEARCH_URL$1"
}

put /_security/user/kibana_system/_password "{\"password\": \"$KIBANA_PASSWORD\"}"

# LogFlow: its template, its indices, and nothing else.
put /_security/role/logflow '{
  "cluster": ["monitor", "manage_index_templates"],
  "indices": [{"names": ["logs-*", "logflow*"], "privileges": ["all"]}]
}'
put /_security/user/logflow "{\"password\": \"$ELASTICSEARCH_PASSWORD\", \"roles\": [\"logflow\"]}"

# Grafana reads.
put /_security/role/logs_reader '{
  "cluster": ["monitor"],
  "indices": [{"names": ["logs-*"], "privileges": ["read", "view_index_metadata"]}]
}'
put /_security/user/grafana "{\"password\": \"$GRAFANA_PASSWORD\", \"roles\": [\"logs_reader\"]}"
