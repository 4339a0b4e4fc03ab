"use strict";
// Writing a section: a placeholder goes where the cursor is, the default wording is a text to begin with.

(() => {
    const area = document.getElementById("id_text");
    if (!area || area.disabled) return;

    function insert(text) {
        area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
        area.focus();
        area.dispatchEvent(new Event("input", { bubbles: true }));
    }

    document.addEventListener("click", (event) => {
        const placeholder = event.target.closest("[data-placeholder]");
        if (placeholder) insert(placeholder.dataset.placeholder);
        const begin = event.target.closest("[data-begin-with]");
        if (!begin) return;
        area.setSelectionRange(area.value.length, area.value.length);
        insert((area.value ? "\n" : "") + document.getElementById(begin.dataset.beginWith).textContent.trim());
    });
})();
