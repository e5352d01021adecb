"""What the columns of a foreign table mean: headers matched by meaning, and the user's own word on them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clienttrack.errors import UsageProblem
from clienttrack.names import fold
from clienttrack.screen import shortened
from clienttrack.tables.problems import Unusable
from clienttrack.vocabulary import Stage

SYNONYMS = """
client: company, company name, account, account name, organisation, organization, organisation name,
    organization name, customer, customer name, client name, business, business name, firm,
    客户名称, 客户, 公司名称, 公司
handle: client handle, short name, slug
kind: client kind
contact: contact name, contact person, full name, person, person name, lead name, 联系人, 联系人姓名, 姓名
first_name: first, given name, forename, 名
last_name: last, surname, family name, 姓
email: e mail, email address, e mail address, mail, contact email, lead email, work email,
    邮箱, 电子邮箱, 联系邮箱, 邮件
phone: phone number, telephone, telephone number, tel, contact phone, lead phone, work phone, 电话, 联系电话, 电话号码
mobile: mobile phone, mobile phone number, mobile number, cell, cell phone, 手机, 手机号, 手机号码
role: title, job title, position, job, 职位, 职务
tier: client tier, customer tier
stage: client stage, relationship stage
since: customer since, client since, since on, 合作开始时间
last_touch: last contact, last contacted, last touchpoint, last contact date, last contacted on, last touch on,
    last activity, last activity date, 最近跟进时间, 最近联系时间, 最后联系时间, 上次联系时间
cadence: frequency, contact frequency, interval, 跟进频率
tags: tag, labels, label, 标签
industry: sector, branch, 行业
size: employees, number of employees, company size, 员工数, 公司规模
source: client source, lead source, 客户来源
website: url, web site, web, homepage, website url, 网站, 网址, 官网
city: locality, town, 城市
country: country/region, 国家
language: preferred language, 语言
notes: note, comment, comments, remarks, description, 备注, 客户描述
next_step: next action, next steps, follow up, next task, 下一步
next_step_on: due, due date, next follow up, next follow up date, next follow up on, follow up date, follow up on,
    next contact, next contact date, next step date, next action date, 下次跟进时间, 下次联系时间
external_id: id, record id, client id, customer id, account id, company id, 客户编号
contact_id: person id, lead id
domain: company domain, company domain name
"""
# These headers often hold words of another system; they count only where every cell seen is a word of ours.
SOFT = {"status": "stage", "lifecycle": "stage", "lifecycle stage": "stage", "client status": "stage",
        "customer status": "stage", "客户状态": "stage", "客户级别": "tier", "客户等级": "tier"}  # fmt: skip
HUBSPOT_CONTACTS = """
contact_id: contact id, record id
first_name: first name
last_name: last name
email: email
phone: phone number
mobile: mobile phone number
role: job title
client: company name, associated company, associated company (primary)
domain: associated company domain
company_id: associated company ids, associated company ids (primary)
lifecycle: lifecycle stage
created_on: create date
source: lead source
website: website url
city: city
country: country, country/region
"""
HUBSPOT_COMPANIES = """
external_id: company id, record id
client: company name
domain: company domain name
industry: industry
size: number of employees
phone: phone number
website: website, website url
city: city
country: country, country/region
"""


def _by_header(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in table.replace(",\n    ", ", ").strip().splitlines():
        field, _, headers = line.partition(": ")
        found |= dict.fromkeys((field.replace("_", " "), *headers.split(", ")), field)
    return found


PLAIN = "plain"
MAPPINGS = {
    PLAIN: _by_header(SYNONYMS),
    "hubspot_contacts": _by_header(HUBSPOT_CONTACTS),
    "hubspot_companies": _by_header(HUBSPOT_COMPANIES),
}
FIELDS = tuple(dict.fromkeys(MAPPINGS[PLAIN].values()))
DAY_FIELDS = frozenset({"since", "last_touch", "next_step_on", "created_on"})
EXACT_FIELDS = frozenset({"notes", "next_step"})
WHO = frozenset({"client", "handle", "external_id", "domain", "contact", "first_name", "last_name", "email"})
WHO |= {"contact_id"}


class UnknownField(UsageProblem):
    """--map names a field that is none."""

    def __init__(self, words: str) -> None:
        from difflib import get_close_matches

        near = get_close_matches(_normal(words).replace(" ", "_"), FIELDS, n=3, cutoff=0.5) or FIELDS
        super().__init__(f"'{shortened(words, 60)}' is no field that a column can be mapped to. Try {', '.join(near)}.")


class UnknownHeader(UsageProblem):
    """--map names a column that no file has."""

    def __init__(self, words: str, headers: Sequence[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(words, headers, n=3, cutoff=0.5) or list(headers[:10])
        named = ", ".join(f"'{shortened(header, 40)}'" for header in near)
        super().__init__(f"No file has a column '{shortened(words, 60)}'. There is {named}.")


class UnreadableMap(UsageProblem):
    """--map is not of the form Header=field."""

    def __init__(self, words: str) -> None:
        super().__init__(f"'{shortened(words, 60)}' maps nothing. Write --map \"Header=field\".")


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What each column of a file means: its field, or the name of the custom field that keeps it."""

    mapping: str
    fields: Mapping[int, str]
    custom: Mapping[int, str]

    @property
    def system(self) -> str:
        """The name under which the ids of this file are kept."""
        return "import" if self.mapping == PLAIN else "hubspot"


def _normal(header: str) -> str:
    text = unicodedata.normalize("NFKC", header).casefold().replace("\ufeff", "").replace("*", " ")
    return " ".join(re.sub(r"[\s_\-–]+", " ", text).split())


def parsed_maps(words: Sequence[str]) -> dict[str, str]:
    """Read every ``Header=field``; raises ``UnreadableMap`` or ``UnknownField``."""
    told: dict[str, str] = {}
    for each in words:
        header, equals, field = each.rpartition("=")
        if not equals or not header.strip():
            raise UnreadableMap(each)
        if _normal(field) not in MAPPINGS[PLAIN]:
            raise UnknownField(field)
        told[header] = MAPPINGS[PLAIN][_normal(field)]
    return told


def check_maps(told: Mapping[str, str], headers: Sequence[str]) -> None:
    """Raise ``UnknownHeader`` for a mapped column that none of the files has."""
    known = {_normal(header) for header in headers}
    for header in told:
        if _normal(header) not in known:
            raise UnknownHeader(header, [header for header in headers if header.strip()])


def mapping_of(header: Sequence[str]) -> str:
    """Recognise whose table this is by its headers."""
    names = {_normal(name) for name in header}
    if "deal name" in names or any(name.endswith(".id") for name in names):
        return PLAIN
    typical = {"create date", "lifecycle stage", "contact owner", "company owner", "associated company domain"}
    typical |= {"associated company ids", "associated company ids (primary)", "company domain name"}
    if not names & typical:
        return PLAIN
    if names & {"contact id", "record id"} and names & {"first name", "last name", "email"}:
        return "hubspot_contacts"
    if names & {"company id", "record id"} and names & {"company name", "company domain name"}:
        return "hubspot_companies"
    return PLAIN


def column_plan(
    header: Sequence[str], sample: Sequence[Sequence[str]], told: Mapping[str, str], tiers: Mapping[str, int]
) -> ColumnPlan:
    """Decide what each column means; raises ``Unusable`` for two columns of one field and for no field at all."""
    mapping = mapping_of(header)
    wanted = {_normal(name): field for name, field in told.items()}
    names = [_normal(name) for name in header]
    fields = {index: wanted[name] for index, name in enumerate(names) if name in wanted}
    known = dict(MAPPINGS[mapping])
    if mapping == PLAIN:
        others = {known[name] for name in names if name in known} | set(fields.values())
        known["name"] = known["名称"] = "contact" if "client" in others and "contact" not in others else "client"
        known |= {name: field for name, field in SOFT.items() if _all_ours(names, name, field, sample, tiers)}
    for index, name in enumerate(names):
        if index not in fields and name in known and known[name] not in wanted.values():
            fields[index] = known[name]
    _refuse_doubles(header, fields)
    if not WHO & set(fields.values()):
        raise Unusable(
            "missing-key",
            'no column names a client or a contact; say which one does, e.g. --map "Column=client"',
            line=1,
        )
    return ColumnPlan(mapping, fields, _custom_names(header, fields))


def _all_ours(
    names: Sequence[str], name: str, field: str, sample: Sequence[Sequence[str]], tiers: Mapping[str, int]
) -> bool:
    if name not in names:
        return False
    index = names.index(name)
    words = tuple(tiers) if field == "tier" else tuple(Stage)
    cells = {fold(row[index]) for row in sample if index < len(row)} - {""}
    return bool(cells) and all(cell in words for cell in cells)


def _refuse_doubles(header: Sequence[str], fields: Mapping[int, str]) -> None:
    first: dict[str, int] = {}
    for index, field in sorted(fields.items()):
        if field in first:
            both = f"'{shortened(header[first[field]], 40)}' and '{shortened(header[index], 40)}'"
            raise Unusable(
                "duplicate-label",
                f"columns {first[field] + 1} and {index + 1}, {both}, both mean {field}; rename one of them, "
                f'or say which one it is with --map "Header={field}"',
                line=1,
                column=header[index],
            )
        first[field] = index


def _custom_names(header: Sequence[str], fields: Mapping[int, str]) -> dict[int, str]:
    custom: dict[int, str] = {}
    for index, name in enumerate(header):
        if index not in fields:
            base = name.replace("\ufeff", "").strip() or f"column {index + 1}"
            taken = base in custom.values()
            custom[index] = f"{base} ({index + 1})" if taken else base
    return custom
