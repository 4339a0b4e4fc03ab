"use strict";
// Bars of the stages, beside the table that says the same in figures. Data: json_script named by data-chart.

(() => {
    const drawn = new Map(); // element: chart

    function colour(name) {
        return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    }

    function options(data) {
        const bars = [...data.bars].reverse();
        return {
            animation: false,
            textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("--ink") },
            grid: { left: 4, right: 52, top: 4, bottom: 4, containLabel: true },
            xAxis: { type: "value", show: false },
            yAxis: {
                type: "category",
                data: bars.map((bar) => bar.label),
                axisTick: { show: false },
                axisLine: { lineStyle: { color: colour("--line-strong") } },
                axisLabel: { color: colour("--ink") },
            },
            series: [{
                type: "bar",
                barMaxWidth: 18,
                itemStyle: { color: colour("--accent") },
                data: bars.map((bar) => Number(bar.value)),
                label: {
                    show: true,
                    position: "right",
                    color: colour("--ink"),
                    formatter: (point) => bars[point.dataIndex].share,
                },
            }],
        };
    }

    function draw(root) {
        for (const element of root.querySelectorAll("[data-chart]")) {
            if (drawn.has(element)) continue;
            const data = JSON.parse(document.getElementById(element.dataset.chart).textContent);
            element.style.height = `${data.bars.length * 26 + 12}px`;
            const chart = window.echarts.init(element, null, { renderer: "canvas" });
            chart.setOption(options(data));
            drawn.set(element, chart);
        }
    }

    function forget() {
        for (const [element, chart] of drawn) {
            if (element.isConnected) continue;
            chart.dispose();
            drawn.delete(element);
        }
    }

    // Not before htmx has settled: until then it moves attributes between the old and the new element of one id.
    document.addEventListener("htmx:afterSettle", () => {
        forget();
        draw(document);
    });
    window.addEventListener("resize", () => {
        for (const chart of drawn.values()) chart.resize();
    });
    draw(document);
})();
