#!/usr/bin/env bash
# What a container does: container.sh prepare|web|worker|beat|check-web|check-worker, or a command of manage.py.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$ROOT"
export PATH="$VENV/bin:$PATH"

case "${1:-web}" in
    prepare) exec scripts/prepare.sh "${@:2}" ;;
    web) exec gunicorn pcf_project.wsgi ;;
    # One process a core: rendering takes a whole one. `celery` restarts a child after 50 jobs, which bounds its memory.
    worker) exec celery -A pcf_project worker --loglevel WARNING --concurrency "${PCF_WORKERS:-$(nproc)}" \
        --max-tasks-per-child 50 --without-mingle --without-gossip ;;
    # The times of the last sweeps may be lost with the container: the sweep is due every 30 seconds anyhow.
    beat) exec celery -A pcf_project beat --loglevel WARNING --schedule /tmp/celerybeat-schedule --pidfile= ;;
    check-web) exec python scripts/check_web.py ;;
    check-worker) exec celery -A pcf_project inspect ping --timeout 10 --destination "celery@$(hostname)" ;;
    *) exec python manage.py "$@" ;;
esac
