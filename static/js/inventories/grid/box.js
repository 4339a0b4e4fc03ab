// The text box over the active cell. It always has the focus, invisible until something is typed: so input methods, the
// clipboard and screen readers find an ordinary text box, and no first letter is lost.

export class Box {
    constructor(frame, view, selection, heard) {
        Object.assign(this, { frame, view, selection, heard });
        this.input = frame.querySelector("[data-grid-box]");
        this.isEditing = false;
        this.isQuick = false; // typing began at once: arrows leave the cell; after F2 they move within the text
        this.input.addEventListener("compositionstart", () => this.begin(null, true));
        this.input.addEventListener("input", () => {
            if (!this.isEditing) this.begin(null, true);
            this.fit();
            this.heard.typed(this.input.value);
        });
    }

    focus() {
        this.input.focus({ preventScroll: true });
    }

    // Start editing: `text` is put into the box; null keeps what is being typed there.
    begin(text, isQuick) {
        if (this.isEditing) return;
        if (!this.heard.mayEdit()) {
            this.input.value = "";
            return;
        }
        this.isEditing = true;
        this.isQuick = isQuick;
        this.input.classList.add("is-editing");
        if (text !== null) {
            this.input.value = text;
            this.input.setSelectionRange(text.length, text.length);
        }
        this.place();
        this.heard.began(text ?? "");
    }

    // Stop editing and give what was typed; null when nothing was under way.
    end() {
        const text = this.isEditing ? this.input.value : null;
        this.isEditing = false;
        this.input.classList.remove("is-editing");
        this.input.value = "";
        this.place();
        return text;
    }

    // Lie over the active cell. Out of sight it stays at the edge, so that the page does not jump to it.
    place() {
        const { row, at } = this.selection;
        const cell = row === null ? null : this.view.cell(row, at);
        const frame = this.frame.getBoundingClientRect();
        const { style } = this.input;
        if (!cell) {
            style.visibility = this.isEditing ? "hidden" : "visible";
            return null;
        }
        const rect = cell.getBoundingClientRect();
        style.visibility = "visible";
        style.left = `${rect.left - frame.left - this.frame.clientLeft}px`;
        style.top = `${rect.top - frame.top - this.frame.clientTop}px`;
        style.minWidth = `${rect.width}px`;
        style.minHeight = `${rect.height}px`;
        this.fit();
        return rect;
    }

    fit() {
        const { input } = this;
        input.style.width = "0";
        input.style.height = "0";
        if (!this.isEditing) return;
        const room = this.frame.clientWidth - input.offsetLeft - 8;
        input.style.width = `${Math.min(Math.max(input.scrollWidth + 12, parseFloat(input.style.minWidth)), Math.max(room, 80))}px`;
        input.style.height = `${Math.max(input.scrollHeight, parseFloat(input.style.minHeight))}px`;
    }

    // What a screen reader is told of the active cell.
    describe(cellId, label, remark) {
        if (cellId) this.input.setAttribute("aria-activedescendant", cellId);
        else this.input.removeAttribute("aria-activedescendant");
        this.input.setAttribute("aria-label", label);
        this.frame.querySelector("[data-grid-remark]").textContent = remark;
    }
}
