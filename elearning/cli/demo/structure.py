"""The made-up organisation of Marlshire County Council: directorates, services, teams and posts."""

from typing import NamedTuple


class Service(NamedTuple):
    """A service, its teams, what its people's posts are called, and whether most of them have no desk."""

    directorate: str
    name: str
    teams: tuple[str, ...]
    titles: tuple[str, ...]
    is_frontline: bool = False


CHIEF = "Chief Executive's Office"
CULTURE = "Communities and Culture"
RESOURCES = "Resources"
PLACE = "Place and Environment"
ADULTS = "Adult Social Care and Health"
CHILDREN = "Children and Education"

SERVICES = (
    Service(
        CULTURE, "Libraries",
        ("Branch libraries", "Mobile libraries", "Library stock", "Reading and outreach", "Local studies"),
        ("Library assistant", "Librarian", "Outreach officer"),
    ),
    Service(
        RESOURCES, "Human Resources",
        ("HR advice", "Recruitment", "Learning and development", "Payroll and pensions"),
        ("HR adviser", "HR assistant", "HR business partner"),
    ),
    Service(
        CHIEF, "Communications and Engagement",
        ("Digital communications", "Press office", "Campaigns", "Consultation"),
        ("Communications officer", "Digital content officer", "Engagement officer"),
    ),
    Service(
        PLACE, "Highways",
        ("Road maintenance", "Street lighting", "Winter service", "Road safety", "Network permits"),
        ("Highways operative", "Highways technician", "Highways engineer"),
        is_frontline=True,
    ),
    Service(
        ADULTS, "Home Care",
        ("Home care north", "Home care south", "Home care coast", "Night service", "Reablement"),
        ("Care worker", "Senior care worker", "Care coordinator"),
        is_frontline=True,
    ),
    Service(
        CULTURE, "Archives and Museums",
        ("County archive", "Museum of Marlshire", "Collections care", "Museum learning"),
        ("Archivist", "Museum assistant", "Conservator"),
    ),
    Service(
        CHILDREN, "Family Help",
        ("Early help north", "Early help south", "Family centres", "Parenting support"),
        ("Family support worker", "Early help practitioner", "Family centre assistant"),
    ),
    Service(
        RESOURCES, "Finance",
        ("Accounts payable", "Budget advice", "Treasury", "Internal audit", "Insurance"),
        ("Finance assistant", "Accountant", "Auditor"),
    ),
    Service(
        PLACE, "Waste and Recycling",
        ("Recycling centres east", "Recycling centres west", "Waste contracts", "Waste reduction"),
        ("Recycling centre operative", "Weighbridge clerk", "Waste officer"),
        is_frontline=True,
    ),
    Service(
        ADULTS, "Adult Assessment",
        ("First contact", "Hospital discharge", "Learning disability", "Mental health",
        "Occupational therapy"),
        ("Social worker", "Assessment officer", "Occupational therapist"),
    ),
    Service(
        CHILDREN, "Children's Social Care",
        ("Assessment and intervention", "Children in care", "Leaving care", "Fostering", "Adoption support"),
        ("Social worker", "Senior social worker", "Personal adviser"),
    ),
    Service(
        CHIEF, "Policy and Performance",
        ("Corporate policy", "Performance and data", "Equality and inclusion"),
        ("Policy officer", "Data analyst", "Performance officer"),
    ),
    Service(
        RESOURCES, "Digital and ICT",
        ("Service desk", "Networks", "Applications", "Information security", "Web and data"),
        ("Service desk analyst", "Developer", "Infrastructure engineer"),
    ),
    Service(
        PLACE, "Countryside and Parks",
        ("Country parks", "Rights of way", "Rangers", "Tree care"),
        ("Ranger", "Rights of way officer", "Grounds worker"),
        is_frontline=True,
    ),
    Service(
        ADULTS, "Day Opportunities",
        ("Day centres north", "Day centres south", "Employment support", "Shared lives"),
        ("Day centre worker", "Support worker", "Shared lives officer"),
        is_frontline=True,
    ),
    Service(
        CHILDREN, "Education Support",
        ("School admissions", "Special educational needs", "Attendance", "Governor services",
        "Virtual school"),
        ("Education officer", "Caseworker", "Attendance officer"),
    ),
    Service(
        CULTURE, "Customer Services",
        ("Contact centre", "Blue badges", "Complaints", "Face to face service"),
        ("Customer adviser", "Senior customer adviser", "Complaints officer"),
    ),
    Service(
        RESOURCES, "Legal Services",
        ("Child care law", "Property law", "Contracts and procurement", "Information governance"),
        ("Solicitor", "Legal assistant", "Paralegal"),
    ),
    Service(
        PLACE, "Passenger Transport",
        ("School transport", "Bus services", "Community transport", "Transport fleet"),
        ("Driver", "Passenger assistant", "Transport planner"),
        is_frontline=True,
    ),
    Service(
        ADULTS, "Public Health",
        ("Health improvement", "Health protection", "Stop smoking service", "Public health intelligence"),
        ("Health improvement officer", "Public health practitioner", "Health trainer"),
    ),
    Service(
        CULTURE, "Registration and Coroners",
        ("Registration", "Ceremonies", "Coroner's office"),
        ("Registrar", "Ceremonies officer", "Coroner's officer"),
    ),
    Service(
        CHIEF, "Democratic Services",
        ("Committees", "Member support", "Scrutiny", "Electoral support"),
        ("Democratic services officer", "Member support officer", "Scrutiny officer"),
    ),
    Service(
        RESOURCES, "Property and Facilities",
        ("Building cleaning", "Caretaking", "Estates", "Building surveying", "Energy"),
        ("Cleaner", "Caretaker", "Surveyor"),
        is_frontline=True,
    ),
    Service(
        PLACE, "Planning and Environment",
        ("Minerals and waste planning", "Flood risk", "Ecology", "Climate action", "Trading standards"),
        ("Planning officer", "Flood risk engineer", "Environment officer"),
    ),
    Service(
        CHILDREN, "Catering and Cleaning in Schools",
        ("School kitchens north", "School kitchens south", "School cleaning", "Menu and nutrition"),
        ("Catering assistant", "Cook", "Cleaner"),
        is_frontline=True,
    ),
)  # fmt: skip

AREAS = (
    "Alderby", "Brackwell", "Cresford", "Dunmere", "Eastmarl", "Fenwick Cross", "Garrowby", "Hollin Bay",
    "Inchley",
    "Kettleham", "Lowmarsh", "Marlhead", "Netherby", "Oxley Green", "Penstow", "Quarrington", "Ravensby",
    "Saltmere",
    "Thornwick", "Westmarl",
)  # fmt: skip
"""Made-up places, which set teams of one name apart in a council with more people than the
demonstration's."""
