// What is not saved yet, kept in the browser until the server has confirmed it: for each person, study and tab.
// A tab that was closed, or that has not been heard of for a while, leaves what it held to the next one.

import { Line, newKey } from "./store.js";

const DEAD_AFTER_MS = 8000;
const BEAT_MS = 2000;

export class Keeping {
    constructor(store, saving, prefix, heard) {
        Object.assign(this, { store, saving, prefix, heard }); // heard: {failed, adopted}
        this.name = `${prefix}${newKey()}`;
        setInterval(() => this.turn(), BEAT_MS);
        window.addEventListener("pagehide", () => this.keep(0));
        window.addEventListener("pageshow", () => this.keep());
        document.addEventListener("visibilitychange", () => this.keep());
    }

    turn() {
        this.keep();
        if (this.adopt() > 0) this.heard.adopted();
    }

    // Written at once: a tab that is closed has no time for more.
    keep(beat = Date.now()) {
        const lines = this.store.lines().filter((line) => line.unsaved > 0 || line.sending).map((line) => this.told(line));
        if (lines.length === 0 && !this.saving.batch) {
            localStorage.removeItem(this.name);
            return;
        }
        try {
            localStorage.setItem(this.name, JSON.stringify({ beat, batch: this.saving.batch, lines }));
        } catch (error) {
            if (error.name !== "QuotaExceededError") throw error;
            this.heard.failed();
        }
    }

    told(line) {
        const { id, pk, stage, typed, seen, marks, wantsRemoval, wantsMove, version } = line;
        return { id, pk, stage, typed, seen, marks, wantsRemoval, wantsMove, version, dirty: [...line.dirty], held: [...line.held], sending: line.sending || null };
    }

    // Take over what closed tabs have left; how many lines. One batch is under way at a time: another one waits.
    adopt() {
        let found = 0;
        for (const name of Object.keys(localStorage).filter((each) => each.startsWith(this.prefix) && each !== this.name)) {
            const left = JSON.parse(localStorage.getItem(name));
            if (Date.now() - left.beat < DEAD_AFTER_MS || (left.batch && this.saving.batch)) continue;
            for (const line of left.lines) this.restore(line);
            found += left.lines.length;
            if (left.batch) this.saving.batch = left.batch;
            localStorage.removeItem(name);
        }
        if (found > 0) this.keep();
        return found;
    }

    restore(left) {
        const line = (left.pk !== null && this.store.byPk.get(left.pk)) || this.store.byId.get(left.id) || this.anew(left);
        this.store.byId.set(left.id, line);
        for (const field of ["typed", "seen", "marks"]) Object.assign(line[field], left[field]);
        Object.assign(line, { wantsRemoval: left.wantsRemoval, wantsMove: left.wantsMove, sending: left.sending });
        if (left.wantsRemoval) line.version = left.version;
        line.dirty = new Set(left.dirty);
        line.held = new Set(left.held);
        if (line.dirty.size > 0 || line.wantsRemoval || line.wantsMove) this.store.queue.add(line);
    }

    anew(left) {
        const line = new Line(left.id, left.stage);
        const stage = this.store.stageOf(left.stage);
        this.store.attach(line, stage.pk, stage.lines.length);
        if (left.pk !== null) {
            line.isGone = true;
            line.marks[""] = { kind: "gone" };
        }
        return line;
    }
}
