// What others do to the study, asked for every few seconds; and the figures, whenever something was saved by anybody.

import { Line } from "./store.js";
import { Answered, Unreached, ask } from "./saving.js";
import { config } from "./words.js";

const EVERY_MS = 3000;
const HIDDEN_MS = 30000;
const HINTS_AFTER_MS = 1500;

export class Following {
    constructor(store, saving, heard) {
        Object.assign(this, { store, saving, heard });
        document.addEventListener("visibilitychange", () => this.soon(0));
        this.soon(EVERY_MS);
    }

    soon(wait = document.hidden ? HIDDEN_MS : EVERY_MS) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.follow(), wait);
    }

    async follow() {
        const number = this.saving.number;
        try {
            if (!this.saving.isBusy) {
                const told = await ask(`${config.urls.changes}?since=${this.store.cursor}`);
                // An answer that was under way while a batch was written knows rows that the page has no name for yet.
                if (!this.saving.isBusy && number === this.saving.number) this.take(told);
            }
            this.heard.reached(true);
        } catch (error) {
            if (error instanceof Answered) this.heard.refused(error);
            else if (error instanceof Unreached) this.heard.reached(false);
            else throw error;
        }
        this.soon();
    }

    take(told) {
        if (told.again) return this.heard.again();
        this.store.cursor = told.cursor;
        this.heard.locked(told.lock);
        if (!told.rows) return undefined;
        const { store } = this;
        store.learn(told);
        if (told.stages) store.setStages(told.stages);
        const news = { lines: new Set(), isStructure: Boolean(told.stages) };
        for (const values of told.rows) this.line(values, told.by[values[0]] || {}, news);
        for (const pk of told.removed) this.removed(pk, news);
        if (told.order) news.isStructure = store.reorder(told.order) || news.isStructure;
        // What this page did itself it knows already.
        if (news.lines.size > 0 || news.isStructure) this.heard.changed(news.lines, news.isStructure);
        return undefined;
    }

    line(values, by, news) {
        const { store } = this;
        const at = 2 + store.fields.indexOf("stage");
        const known = store.byPk.get(values[0]);
        const line = known || new Line(String(values[0]), values[at]);
        const changed = store.take(line, values);
        if (!known) store.attach(line, values[at], store.stageOf(values[at]).lines.length);
        else if (line.stage !== values[at] && !line.dirty.has("stage") && !line.wantsMove) {
            store.detach(line);
            store.attach(line, values[at], store.stageOf(values[at]).lines.length);
            news.isStructure = true;
        }
        if (!known) news.isStructure = true;
        if (changed.length > 0) news.lines.add(line);
        for (const [field, [name, at, person]] of Object.entries(by)) {
            // The own last word needs no mark, unless it was said in another window.
            const isNews = person === config.person ? changed.includes(field) : store.fields.includes(field);
            if (!known || !isNews || field in line.typed) continue;
            line.marks[field] = { kind: "other", by: name, at };
            news.lines.add(line);
        }
    }

    removed(pk, news) {
        const line = this.store.byPk.get(pk);
        if (!line) return;
        news.isStructure = true;
        if (line.unsaved > 0 && !line.wantsRemoval) {
            line.isGone = true;
            line.marks[""] = { kind: "gone" };
        } else {
            this.store.drop(line);
        }
    }
}

export class Figures {
    constructor(store, heard) {
        Object.assign(this, { store, heard });
        this.obstacles = {};
        this.hints = {};
    }

    // Ask now; while an answer is under way, once more behind it.
    async refresh() {
        if (this.running) {
            this.again = true;
            return;
        }
        this.running = true;
        try {
            do {
                this.again = false;
                this.take(await ask(config.urls.figures));
            } while (this.again);
        } catch (error) {
            if (!(error instanceof Answered || error instanceof Unreached)) throw error;
        } finally {
            this.running = false;
        }
        // Hints follow from names and factors alone, and cost the most.
        const asked = this.store.lines().map((line) => `${line.pk} ${line.base.factor} ${line.base.name}`).join("\n");
        if (asked === this.asked) return;
        this.asked = asked;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.askHints(), HINTS_AFTER_MS);
    }

    take(told) {
        const changed = new Set();
        const lines = new Map(told.lines.map((line) => [line[0], line]));
        for (const line of this.store.lines()) {
            const [, figure, share] = lines.get(line.pk) || [0, "", ""];
            const obstacles = (told.obstacles[line.pk] || []).join(" ");
            if (line.figure === figure && line.share === share && (line.obstacles || "") === obstacles) continue;
            Object.assign(line, { figure, share, obstacles });
            changed.add(line);
        }
        const stages = new Map(told.stages.map((stage) => [stage[0], stage]));
        for (const stage of this.store.stages) {
            const [, figure, share] = stages.get(stage.pk) || [0, "", ""];
            if (stage.figure !== figure || stage.share !== share) changed.add(stage.head);
            Object.assign(stage, { figure, share });
        }
        this.heard(told, changed);
    }

    async askHints() {
        try {
            const hints = await ask(config.urls.hints);
            const changed = new Set();
            for (const line of this.store.lines()) {
                const hint = hints[line.pk] || "";
                if ((line.hint || "") !== hint) changed.add(line);
                line.hint = hint;
            }
            this.heard(null, changed);
        } catch (error) {
            if (!(error instanceof Answered || error instanceof Unreached)) throw error;
        }
    }
}
