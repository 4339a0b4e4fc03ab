// Blocks of cells as spreadsheets put them on the clipboard: tabs and line ends, quoted where a cell holds either.

// The cells of a text from Excel, WPS or LibreOffice.
export function cellsOf(text) {
    const rows = [];
    let row = [];
    let at = 0;
    while (at <= text.length) {
        const [cell, end] = text[at] === '"' ? quoted(text, at) : plain(text, at);
        row.push(cell);
        const sign = text[end];
        at = end + 1;
        if (sign === "\t") continue;
        if (sign === "\r" && text[at] === "\n") at += 1;
        rows.push(row);
        row = [];
        // The line end behind the last row begins no row.
        if (at >= text.length) break;
    }
    return rows;
}

function plain(text, from) {
    let end = from;
    while (end < text.length && !"\t\r\n".includes(text[end])) end += 1;
    return [text.slice(from, end), end];
}

function quoted(text, from) {
    let cell = "";
    let at = from + 1;
    for (;;) {
        const quote = text.indexOf('"', at);
        // A quotation mark that nothing closes belongs to the text: 3" 钢管
        if (quote < 0) return plain(text, from);
        cell += text.slice(at, quote);
        if (text[quote + 1] !== '"') {
            const end = quote + 1;
            return end >= text.length || "\t\r\n".includes(text[end]) ? [cell, end] : plain(text, from);
        }
        cell += '"';
        at = quote + 2;
    }
}

// The cells of a table that came as HTML alone.
export function cellsOfTable(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    return [...page.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()));
}

export function textOfCells(rows) {
    return rows.map((row) => row.map((cell) => (/["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join("\t")).join("\r\n");
}

// What was copied, as cells.
export function pasted(data) {
    const text = data.getData("text/plain");
    if (text) return cellsOf(text);
    const html = data.getData("text/html");
    return html ? cellsOfTable(html) : [];
}
