package dev.gavel.bench.charts;

import java.util.List;

/**
 * Horizontal bars from 0, each with the range of its measurements and its value.
 *
 * @param goal where a line marks what is aimed at; 0 for none
 */
record BarChart(String title, String unit, double goal, List<Bar> bars) {

    private static final int WIDTH = 640;
    private static final int ROW = 26;
    private static final int LEFT = 200;
    private static final int RIGHT = WIDTH - 90;
    private static final int TOP = 40;

    /** One bar. */
    record Bar(String name, double low, double median, double high) {}

    String svg() {
        int bottom = TOP + ROW * bars.size();
        Svg svg = new Svg(WIDTH, bottom + 44, title);
        double most = goal;
        for (Bar bar : bars) {
            most = Math.max(most, bar.high());
        }
        Scale across = Scale.fromZero(most, LEFT, RIGHT);
        for (double tick : across.ticks()) {
            svg.line("grid", across.at(tick), TOP, across.at(tick), bottom);
            svg.text("text", "middle", across.at(tick), bottom + 16, Scale.label(tick));
        }
        svg.text("text", "middle", (LEFT + RIGHT) / 2.0, bottom + 36, unit);
        for (int i = 0; i < bars.size(); i++) {
            drawBar(svg, bars.get(i), TOP + ROW * i, across);
        }
        if (goal > 0) {
            svg.line("l1", across.at(goal), TOP, across.at(goal), bottom);
            svg.text("text f1", "middle", across.at(goal), TOP - 4, "aim " + Scale.label(goal));
        }
        return svg.finished();
    }

    private static void drawBar(Svg svg, Bar bar, int top, Scale across) {
        double middle = top + ROW / 2.0;
        svg.text("text", "end", LEFT - 8, middle + 4, bar.name());
        svg.bar("f0", LEFT, top + 5, across.at(bar.median()) - LEFT, ROW - 10);
        svg.line("whisker", across.at(bar.low()), middle, across.at(bar.high()), middle);
        svg.line("whisker", across.at(bar.low()), middle - 4, across.at(bar.low()), middle + 4);
        svg.line("whisker", across.at(bar.high()), middle - 4, across.at(bar.high()), middle + 4);
        svg.text("text", "start", across.at(bar.high()) + 6, middle + 4, Scale.label(bar.median()));
    }
}
