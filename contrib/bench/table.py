"""The table that the benchmark prints: medians, ratios, and whether a bar was met."""

def milliseconds(seconds):
    return f"{seconds * 1000:.2f} ms"


def heading(text):
    return (text,)


def plain(what, median):
    return (what, median, "", "", "", "")


def compared(what, median, ratio, against, bar=None, sign="<="):
    if bar is None:
        return (what, median, f"{ratio:.2f}", against, "", "")
    good = ratio < bar if sign == "<" else ratio <= bar
    return (what, median, f"{ratio:.2f}", against, f"{sign} {bar:.2f}", "ok" if good else "MISSED")


def limited(what, mib, bar):
    verdict = "ok" if mib <= bar else "MISSED"
    return (what, f"{mib:.1f} MiB", "", "", f"<= {bar:.0f} MiB", verdict)


def print_table(rows):
    titles = ("what", "median", "ratio", "to", "bar", "verdict")
    cells = [titles] + [row for row in rows if len(row) == len(titles)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(titles))]
    for row in [titles] + rows:
        if len(row) == 1:
            print(f"\n{row[0]}")
            continue
        what, median, ratio, *rest = (
            text.rjust(width) if column in (1, 2) else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths))
        )
        print("  " + "  ".join((what, median, ratio, *rest)).rstrip())
