"""What a CSV file may look like, and what is said of the rest."""

from __future__ import annotations

import pytest

from bot.directory.rules import MOST_BYTES, Fault, Row, Unreadable, Wrong, goes_round, key_of, line_of, read

GOOD = "Email,Department,Manager\nada@firm.example,Sales,noor@firm.example\nnoor@firm.example,Board,\n"
ROWS = (Row(2, "ada@firm.example", "Sales", "noor@firm.example"), Row(3, "noor@firm.example", "Board"))


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").replace("\n", "\r\n").encode(),
        GOOD.replace("Email", "E-Mail")
        .replace("Department", "dept.")
        .replace("Manager", "Reports to")
        .encode(),
        GOOD.replace("Email", "Correo electrónico")
        .replace("Department", "Departamento")
        .replace("Manager", "Responsable")
        .encode(),
        GOOD.replace("ada@firm.example,Sales", '"ADA@Firm.example","Sales"').encode(),
    ],
)
def test_usual_names_delimiters_and_encodings_are_read(content: bytes) -> None:
    found = read(content)
    assert found.rows == ROWS
    assert found.bad == ()
    assert found.columns == {"person", "department", "manager"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"x" * (MOST_BYTES + 1), Fault.LARGE),
        ("Email,Department\nada@firm.example,Bücher\n".encode("latin-1"), Fault.ENCODING),
        (b"PK\x03\x04\0\0", Fault.ENCODING),
        (b"Name,Department\nAda,Sales\n", Fault.NO_PERSON),
        (b"Email|Department\nada@firm.example|Sales\n", Fault.NO_PERSON),
        (b"Email,Shoe size\nada@firm.example,41\n", Fault.NOTHING),
    ],
)
def test_a_file_that_will_not_do_is_refused_as_a_whole(content: bytes, fault: Fault) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.fault is fault


def test_bad_rows_are_named_with_line_and_reason_and_good_ones_stay() -> None:
    lines = [
        "Email,Department,Manager",
        "ada@firm.example,Sales,",
        "ada@firm.example,Support,",
        "eli@firm.example,=SUM(A1),",
        "mei,Sales,",
        ",Sales,",
        "tui@firm.example,Sales,tui@firm.example",
        "noor@firm.example,Sales,the boss",
        "zoe@firm.example,Sales",
        f"kim@firm.example,{'x' * 101},",
        "",
        "lea@firm.example,Sales,",
    ]
    found = read("\n".join(lines).encode())
    assert [row.person for row in found.rows] == ["ada@firm.example", "lea@firm.example"]
    assert {one.line: one.why for one in found.bad} == {
        3: Wrong.TWICE,
        4: Wrong.FORMULA,
        5: Wrong.NOT_A_PERSON,
        6: Wrong.NOBODY,
        7: Wrong.OWN_MANAGER,
        8: Wrong.NOT_A_MANAGER,
        9: Wrong.CELLS,
        10: Wrong.LONG,
    }


def test_two_hundred_columns_are_read_and_the_strange_ones_named() -> None:
    names = ["Email", "Department", *(f"Field {number}" for number in range(198))]
    cells = ["ada@firm.example", "Sales", *("x" for _ in range(198))]
    found = read(f"{','.join(names)}\n{','.join(cells)}\n".encode())
    assert found.rows == (Row(2, "ada@firm.example", "Sales"),)
    assert len(found.ignored) == 198


def test_a_line_goes_up_and_ends_where_it_goes_round() -> None:
    managers = {"a": "b", "b": "c", "c": None, "x": "y", "y": "x"}
    assert line_of("a", managers) == "/b/c/"
    assert line_of("c", managers) == ""
    assert goes_round("x", managers)
    assert not goes_round("a", managers)
    assert key_of("U123ABC") == "U123ABC"
    assert "ada" not in key_of("ada@firm.example")
