package dev.gavel.bench.charts;

import java.util.List;
import java.util.TreeSet;

/**
 * Lines over a common horizontal axis, each with the range of its measurements as a band.
 *
 * @param logarithmic whether the horizontal axis is; its ticks are then the values measured at
 */
record LineChart(String title, String horizontal, String vertical, boolean logarithmic, List<Line> lines) {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 340;
    private static final int LEFT = 70;
    private static final int RIGHT = WIDTH - 32;
    private static final int TOP = 62;
    private static final int BOTTOM = HEIGHT - 48;

    /** One line. */
    record Line(String name, List<Point> points) {}

    /** One measurement: the median and the range. */
    record Point(double x, double low, double median, double high) {}

    String svg() {
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        TreeSet<Double> xs = new TreeSet<>();
        double most = 0;
        for (Line line : lines) {
            for (Point point : line.points()) {
                xs.add(point.x());
                most = Math.max(most, point.high());
            }
        }
        double first = xs.isEmpty() ? 0 : xs.first();
        double last = xs.isEmpty() || xs.last() <= first ? first + 1 : xs.last();
        Scale across = new Scale(first, last, LEFT, RIGHT, logarithmic);
        Scale up = Scale.fromZero(most, BOTTOM, TOP);
        drawAxes(svg, across, up, xs);
        for (int i = 0; i < lines.size(); i++) {
            drawLine(svg, lines.get(i), i, across, up);
        }
        return svg.finished();
    }

    private void drawAxes(Svg svg, Scale across, Scale up, TreeSet<Double> xs) {
        for (double tick : up.ticks()) {
            svg.line("grid", LEFT, up.at(tick), RIGHT, up.at(tick));
            svg.text("text", "end", LEFT - 6, up.at(tick) + 4, Scale.label(tick));
        }
        double labelledTo = Double.NEGATIVE_INFINITY;
        for (double tick : logarithmic ? List.copyOf(xs) : across.ticks()) {
            svg.line("grid", across.at(tick), BOTTOM, across.at(tick), BOTTOM + 4);
            if (across.at(tick) - labelledTo > 40) {
                svg.text("text", "middle", across.at(tick), BOTTOM + 18, Scale.label(tick));
                labelledTo = across.at(tick);
            }
        }
        svg.text("text", "middle", (LEFT + RIGHT) / 2.0, HEIGHT - 10, horizontal);
        svg.text("text", "start", 12, 42, vertical);
    }

    private static void drawLine(Svg svg, Line line, int index, Scale across, Scale up) {
        int colour = index % Svg.COLOURS;
        int count = line.points().size();
        double[] path = new double[2 * count];
        double[] band = new double[4 * count];
        for (int i = 0; i < count; i++) {
            Point point = line.points().get(i);
            double x = across.at(point.x());
            path[2 * i] = x;
            path[2 * i + 1] = up.at(point.median());
            band[2 * i] = x;
            band[2 * i + 1] = up.at(point.high());
            int back = 2 * (2 * count - 1 - i);
            band[back] = x;
            band[back + 1] = up.at(point.low());
        }
        svg.path("band f" + colour, band, true);
        svg.path("l" + colour, path, false);
        for (int i = 0; i < count; i++) {
            Point point = line.points().get(i);
            svg.dot(
                    "f" + colour,
                    path[2 * i],
                    path[2 * i + 1],
                    line.name() + " at " + Scale.label(point.x()) + ": " + Scale.label(point.median()) + " ("
                            + Scale.label(point.low()) + " to " + Scale.label(point.high()) + ")");
        }
        int row = index / 2;
        int column = index % 2;
        svg.text("text f" + colour, "end", RIGHT - 160.0 * column, 22 + 16.0 * row, line.name());
    }
}
