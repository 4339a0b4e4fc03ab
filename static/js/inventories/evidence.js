"use strict";
// Files of evidence by drag and drop or as a pasted picture: they are put into the box of the upload form. On a line
// (`data-evidence-line`) they are uploaded at once for that line alone; elsewhere the person chooses lines and sends.

(() => {
    const form = document.querySelector("[data-evidence-form]");
    if (!form) return;
    const box = form.querySelector("input[type=file]");
    const lines = form.querySelector("[name=lines]");
    const told = form.querySelector("[data-evidence-chosen]");

    function take(files) {
        const carrier = new DataTransfer();
        for (const file of files) carrier.items.add(file);
        box.files = carrier.files;
        tell();
    }

    function tell() {
        const names = [...box.files].map((file) => file.name);
        told.textContent = names.join("、");
        told.hidden = names.length < 2;
    }

    function onlyFor(line) {
        if (lines.tagName !== "SELECT") return;
        for (const option of lines.options) option.selected = option.value === line;
    }

    function hasFiles(event) {
        return event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    }

    function targetOf(event) {
        return event.target.closest ? event.target.closest("[data-evidence-line]") || form : form;
    }

    function unmark() {
        for (const element of document.querySelectorAll(".evidence-over")) element.classList.remove("evidence-over");
    }

    document.addEventListener("dragover", (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        unmark();
        targetOf(event).classList.add("evidence-over");
    });
    document.addEventListener("dragleave", (event) => {
        if (event.relatedTarget === null) unmark();
    });
    document.addEventListener("drop", (event) => {
        if (!hasFiles(event)) return;
        // Beside a box, too: the browser would leave the page and show the file.
        event.preventDefault();
        unmark();
        const target = targetOf(event);
        if (!event.dataTransfer.files.length) return;
        take(event.dataTransfer.files);
        if (target === form) return;
        onlyFor(target.dataset.evidenceLine);
        form.requestSubmit();
    });

    // A picture from the clipboard has no name of its own; text that is pasted into a box is none of our business.
    document.addEventListener("paste", (event) => {
        const pasted = [...(event.clipboardData ? event.clipboardData.files : [])];
        if (!pasted.length) return;
        event.preventDefault();
        take(pasted.map((file) => (file.type === "image/png" ? named(file) : file)));
        form.scrollIntoView({ block: "nearest" });
    });

    function named(file) {
        const now = new Date();
        const two = (number) => String(number).padStart(2, "0");
        const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
        const time = `${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
        return new File([file], `${form.dataset.pasted} ${day} ${time}.png`, { type: file.type });
    }

    box.addEventListener("change", tell);

    const all = document.querySelector("[data-tick-all]");
    if (all) {
        all.hidden = false;
        all.addEventListener("change", () => {
            for (const tick of all.closest("form").querySelectorAll("[name=lines]")) tick.checked = all.checked;
        });
    }
})();
