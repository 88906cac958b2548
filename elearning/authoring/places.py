"""Where in the authors' files each part of a module stands, so that a fault can be named by file and line."""

from collections import Counter

from elearning.domain.problems import Place, Problem


class Places:
    """Files and lines by place. A second part with the same place is kept under the place followed by "2"."""

    def __init__(self) -> None:
        self._known: dict[Place, tuple[str, int]] = {}
        self._times: Counter[Place] = Counter()

    def add(self, place: Place, path: str, line: int) -> None:
        """Note where a part stands."""
        self._times[place] += 1
        again = self._times[place]
        self._known[place if again == 1 else (*place, str(again))] = (path, line)

    def find(self, place: Place) -> tuple[str, int]:
        """The file and line of a part, or of the nearest part around it."""
        while place and place not in self._known:
            place = place[:-1]
        return self._known.get(place, ("", 0))

    def located(self, problem: Problem) -> Problem:
        """The problem with the file and line of its place; one that has a file already stays as it is."""
        return problem if problem.path else problem.found_at(*self.find(problem.place))
