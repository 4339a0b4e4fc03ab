"""The fragment that a page polls."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from jobs.claims import Claim, claim_next
from jobs.models import Job, State

pytestmark = pytest.mark.urls("jobs.urls")


def _claimed() -> Claim:
    claim = claim_next()
    assert claim is not None
    return claim


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_waiting_job_is_asked_for_again(job: Job, consultant: User) -> None:
    response = _as(consultant).get(reverse("job_status", args=[job.pk]))
    page = response.content.decode()
    assert "测试任务" in page
    assert "正在等待处理" in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    assert 'hx-trigger="every 1s"' in page
    assert "HX-Trigger" not in response.headers


def test_a_running_job_shows_its_step_and_its_bar(job: Job, consultant: User) -> None:
    _claimed().progress("正在排版第 3 章", 40)
    page = _as(consultant).get(reverse("job_status", args=[job.pk])).content.decode()
    assert "正在排版第 3 章" in page
    assert 'max="100" value="40"' in page


def test_a_finished_job_is_not_asked_for_again_and_tells_the_page(job: Job, consultant: User) -> None:
    with _claimed().publish():
        pass
    response = _as(consultant).get(reverse("job_status", args=[job.pk]))
    assert "hx-get" not in response.content.decode()
    assert json.loads(response.headers["HX-Trigger"]) == {"job-finished": {"id": job.pk, "state": "done"}}


def test_a_failed_job_shows_why_and_who_may_tries_it_again(job: Job, consultant: User) -> None:
    _claimed().fail("工作簿第 3 行缺少单位。")
    client = _as(consultant)
    page = client.get(reverse("job_status", args=[job.pk])).content.decode()
    assert "工作簿第 3 行缺少单位。" in page
    assert "重试" in page
    page = client.post(reverse("job_retry", args=[job.pk])).content.decode()
    assert "正在等待处理" in page
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_a_second_retry_says_that_it_is_too_late(job: Job, consultant: User) -> None:
    page = _as(consultant).post(reverse("job_retry", args=[job.pk])).content.decode()
    assert "正在等待处理" in page
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 0)


def test_a_role_too_small_sees_the_failure_but_no_button_and_is_refused(job: Job, reviewer: User) -> None:
    _claimed().fail("工作簿第 3 行缺少单位。")
    client = _as(reviewer)
    page = client.get(reverse("job_status", args=[job.pk])).content.decode()
    assert "工作簿第 3 行缺少单位。" in page
    assert "job_retry" not in page
    assert "重试" not in page
    assert client.post(reverse("job_retry", args=[job.pk])).status_code == 403
    job.refresh_from_db()
    assert job.state == State.FAILED


@pytest.mark.parametrize("name", ["job_status", "job_state"])
def test_a_stranger_and_a_clients_person_find_nothing(
    job: Job, stranger: User, client_person: User, name: str
) -> None:
    for user in (stranger, client_person):
        assert _as(user).get(reverse(name, args=[job.pk])).status_code == 404
        assert _as(user).post(reverse("job_retry", args=[job.pk])).status_code == 404


def test_reading_does_not_retry(job: Job, consultant: User) -> None:
    _claimed().fail("工作簿第 3 行缺少单位。")
    assert _as(consultant).get(reverse("job_retry", args=[job.pk])).status_code == 405
    job.refresh_from_db()
    assert job.state == State.FAILED


def test_scripts_read_the_same_as_json(job: Job, consultant: User) -> None:
    _claimed().progress("正在排版第 3 章", 40)
    answer = _as(consultant).get(reverse("job_state", args=[job.pk])).json()
    assert answer.pop("created_at")
    assert answer == {
        "id": job.pk,
        "kind": "test.work",
        "state": "running",
        "step": "正在排版第 3 章",
        "progress": 40,
        "error": "",
        "finished_at": None,
    }
