"""The group that the commands on compliance belong to."""

from flask.cli import AppGroup

compliance = AppGroup("compliance", help="Standings, why they are what they are, and reports of them.")
