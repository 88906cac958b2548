"""Double clicks, two tabs and retries, with requests that really run at the same time, on the database of this run."""

import pytest
from flask import Flask

from tests.builders import Town
from tests.integration import race_checks


def test_many_starts_at_once_begin_one_attempt(site: Flask, town: Town) -> None:
    race_checks.check_starts(site, town)


def test_many_identical_submits_at_once_give_one_result_one_completion_one_certificate(site: Flask, town: Town) -> None:
    race_checks.check_submits(site, town)


def test_many_identical_acknowledgements_at_once_give_one_completion_and_one_certificate(
    site: Flask, town: Town
) -> None:
    race_checks.check_acknowledgements(site, town)


def test_the_first_continue_pressed_many_times_opens_one_enrolment(site: Flask, town: Town) -> None:
    race_checks.check_first_continue(site, town)


def test_the_last_continue_pressed_many_times_completes_once(site: Flask, town: Town) -> None:
    race_checks.check_last_continue(site, town)


def test_two_tabs_saving_answers_lose_none_and_the_last_one_counts(site: Flask, town: Town) -> None:
    race_checks.check_two_tabs(site, town)


def test_answers_saved_while_the_attempt_is_handed_in_never_part_from_its_score(site: Flask, town: Town) -> None:
    race_checks.check_answers_against_submits(site, town)


def test_an_answer_that_waited_while_the_attempt_was_handed_in_is_refused(site: Flask, town: Town) -> None:
    race_checks.check_waiting_answer(site, town)


def test_first_downloads_at_once_keep_one_file_and_hand_out_the_same_bytes(site: Flask, town: Town) -> None:
    race_checks.check_first_downloads(site, town)


@pytest.mark.heavy
@pytest.mark.parametrize("time", range(50))
def test_many_submits_at_once_again_and_again(site: Flask, town: Town, time: int) -> None:
    race_checks.check_submits(site, town)
