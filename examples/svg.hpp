// SPDX-License-Identifier: MIT
// svg::Chart: lines, points and contours between two axes, as an SVG file that any browser shows.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace svg {

/// How a series of points is drawn: joined, joined and dashed, apart, or joined with every point.
enum class Mark { line, dashes, points, path };

struct Point {
    double x;
    double y;
};

/// The numbers along one side of a chart, from the least to the greatest that is shown.
class Axis {
public:
    /// Makes one decade as long as the next; only numbers above zero are shown.
    void use_logarithm() { logarithmic_ = true; }

    /// Shows [low, high], whatever the data.
    void fix(double low, double high) {
        low_ = low;
        high_ = high;
        fixed_ = true;
    }

    bool shows(double number) const { return std::isfinite(scaled(number)); }

    /// Widens the axis, unless it is fixed, to show one more number.
    void reach(double number) {
        if (!fixed_ && shows(number)) {
            low_ = std::min(low_, number);
            high_ = std::max(high_, number);
        }
    }

    /// Rounds what was reached to ends that look well; once, when all numbers are in.
    void settle() {
        if (!(low_ <= high_)) {
            fix(1, 10); // nothing to show
        }
        low_ = scaled(low_);
        high_ = scaled(high_);
        if (fixed_) {
            return;
        }
        if (logarithmic_) {
            low_ = std::floor(low_);
            high_ = std::max(std::ceil(high_), low_ + 1);
        } else {
            const double margin =
                low_ < high_ ? (high_ - low_) / 30 : std::max(1.0, std::abs(low_));
            low_ -= margin;
            high_ += margin;
        }
    }

    double low() const { return low_; }
    double span() const { return high_ - low_; }

    /// 0 at the low end, 1 at the high end, and never so far outside that a viewer loses digits.
    double place(double number) const {
        return std::clamp((scaled(number) - low_) / span(), -10.0, 10.0);
    }

    /// Round numbers along the axis, some five of them, each with its text.
    std::vector<std::pair<double, std::string>> ticks() const {
        const double power = std::pow(10, std::floor(std::log10(span() / 5)));
        double step = 10 * power;
        for (const double factor : {5.0, 2.0, 1.0}) {
            step = span() / (factor * power) <= 8 ? factor * power : step;
        }
        if (logarithmic_) {
            step = std::max(1.0, std::round(step));
        }
        std::vector<std::pair<double, std::string>> result;
        for (double k = std::ceil(low_ / step - 1e-6); k * step <= high_ + 1e-6 * step; ++k) {
            const double at = k == 0 ? 0 : k * step; // no -0
            result.emplace_back(logarithmic_ ? std::pow(10, at) : at, text(at));
        }
        return result;
    }

private:
    double scaled(double number) const { return logarithmic_ ? std::log10(number) : number; }

    std::string text(double at) const {
        std::array<char, 32> digits{};
        std::snprintf(digits.data(), digits.size(), "%.10g", at);
        static const std::array<const char*, 10> raised{"⁰", "¹", "²", "³", "⁴",
                                                        "⁵", "⁶", "⁷", "⁸", "⁹"};
        std::string result = logarithmic_ ? "10" : "";
        for (const char digit : std::string{digits.data()}) {
            const bool raise = logarithmic_ && digit >= '0' && digit <= '9';
            if (digit == '-') {
                result += logarithmic_ ? "⁻" : "−";
            } else if (raise) {
                result += raised[static_cast<std::size_t>(digit - '0')];
            } else {
                result += digit;
            }
        }
        return result;
    }

    double low_ = std::numeric_limits<double>::infinity();
    double high_ = -std::numeric_limits<double>::infinity();
    bool logarithmic_ = false;
    bool fixed_ = false;
};

/// One picture: layers over each other in the order they were added, named above the plot.
///
///     svg::Chart chart{"Ten steps down J", "θ", "J(θ)"};
///     chart.curve("J", [](double t) { return t * t; }, -3, 3);
///     chart.series("iterates", thetas, costs, svg::Mark::path);
///     return chart.write("steps.svg") ? EXIT_SUCCESS : EXIT_FAILURE;
class Chart {
public:
    Chart(std::string title, std::string x_label, std::string y_label)
        : title_{std::move(title)}, x_label_{std::move(x_label)}, y_label_{std::move(y_label)} {}

    /// Adds the points (x[i], y[i]), from any two containers of numbers; NaN leaves a gap.
    template <class X, class Y>
    void series(const std::string& name, const X& xs, const Y& ys, Mark mark = Mark::line) {
        Layer layer{name, mark, {}};
        auto y = ys.begin();
        for (const auto x : xs) {
            layer.points.push_back({static_cast<double>(x), static_cast<double>(*y)});
            ++y;
        }
        layers_.push_back(std::move(layer));
    }

    /// Adds the graph of y = f(x) from one x to another.
    template <class Function>
    void curve(const std::string& name, const Function& f, double from, double to,
               Mark mark = Mark::line) {
        constexpr int pieces = 240;
        Layer layer{name, mark, {}};
        for (int i = 0; i <= pieces; ++i) {
            const double x = from + (to - from) * i / pieces;
            layer.points.push_back({x, f(x)});
        }
        layers_.push_back(std::move(layer));
    }

    /// Draws, below all else, the lines on which f(x, y) is one of the levels, each with its
    /// number.
    void contours(std::function<double(double, double)> f, std::vector<double> levels) {
        landscape_ = std::move(f);
        levels_ = std::move(levels);
    }

    /// Writes a few words beside a point.
    void note(double x, double y, const std::string& words) { notes_.push_back({{x, y}, words}); }

    void show_x(double low, double high) { x_.fix(low, high); }
    void show_y(double low, double high) { y_.fix(low, high); }
    void use_logarithm_for_y() { y_.use_logarithm(); }

    /// Draws one unit as long on both axes, so that right angles look right.
    void use_equal_scales() { equal_scales_ = true; }

    /// Writes the file; if that fails, says so on the error stream and returns false.
    [[nodiscard]] bool write(const std::string& path) const;

private:
    struct Layer {
        std::string name;
        Mark mark;
        std::vector<Point> points;
    };
    struct Note {
        Point at;
        std::string words;
    };
    class Drawing;

    std::string title_;
    std::string x_label_;
    std::string y_label_;
    Axis x_;
    Axis y_;
    bool equal_scales_ = false;
    std::vector<Layer> layers_;
    std::vector<Note> notes_;
    std::function<double(double, double)> landscape_;
    std::vector<double> levels_;
};

/// A chart on its way into a file: knows where on the page everything goes.
class Chart::Drawing {
public:
    Drawing(const Chart& chart, std::ostream& out)
        : chart_{chart}, out_{out}, x_{chart.x_}, y_{chart.y_} {
        for (const Layer& layer : chart.layers_) {
            for (const Point& point : layer.points) {
                if (x_.shows(point.x) && y_.shows(point.y)) {
                    x_.reach(point.x);
                    y_.reach(point.y);
                }
            }
        }
        x_.settle();
        y_.settle();
        if (chart.equal_scales_) {
            height_ = width_ * y_.span() / x_.span();
        }
    }

    void draw() {
        out_ << std::fixed << std::setprecision(1);
        out_ << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " << left + width_ + right
             << ' ' << top + height_ + bottom << "' font-family='sans-serif' font-size='13' "
             << "fill='#333'>\n<rect width='100%' height='100%' fill='white'/>\n";
        text({left, 28}, "start", chart_.title_, "font-size='17' font-weight='bold'");
        legend();
        axes();
        out_ << "<clipPath id='plot'><rect x='" << left << "' y='" << top << "' width='" << width_
             << "' height='" << height_ << "'/></clipPath>\n<g clip-path='url(#plot)' fill='none' "
             << "stroke-width='2' stroke-linecap='round' stroke-linejoin='round'>\n";
        for (std::size_t i = 0; i < chart_.levels_.size(); ++i) {
            contour(i);
        }
        for (std::size_t i = 0; i < chart_.layers_.size(); ++i) {
            layer(chart_.layers_[i], colour(i));
        }
        out_ << "</g>\n";
        for (const Note& note : chart_.notes_) {
            const Point at = on_page(note.at);
            text({at.x + 9, at.y - 8}, "start", note.words, halo);
        }
        out_ << "</svg>\n";
    }

private:
    // The colours of Okabe and Ito, which colour-blind readers can tell apart.
    static const char* colour(std::size_t i) {
        static const std::array<const char*, 7> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                        "#e69f00", "#56b4e9", "#000000"};
        return colours[i % colours.size()];
    }

    Point on_page(const Point& point) const {
        return {left + width_ * x_.place(point.x), top + height_ * (1 - y_.place(point.y))};
    }

    void text(Point at, const char* anchor, const std::string& words, const char* more = "") {
        out_ << "<text x='" << at.x << "' y='" << at.y << "' text-anchor='" << anchor << "' "
             << more << '>';
        for (const char letter : words) {
            switch (letter) {
            case '<':
                out_ << "&lt;";
                break;
            case '&':
                out_ << "&amp;";
                break;
            default:
                out_ << letter;
            }
        }
        out_ << "</text>\n";
    }

    void axes() {
        out_ << "<g stroke='#e4e4e4'>\n";
        for (const auto& [number, words] : x_.ticks()) {
            out_ << "<path d='M" << left + width_ * x_.place(number) << ' ' << top << 'v' << height_
                 << "'/>\n";
        }
        for (const auto& [number, words] : y_.ticks()) {
            out_ << "<path d='M" << left << ' ' << top + height_ * (1 - y_.place(number)) << 'h'
                 << width_ << "'/>\n";
        }
        out_ << "</g>\n<path fill='none' stroke='#888' d='M" << left << ' ' << top << 'v' << height_
             << 'h' << width_ << "'/>\n";
        for (const auto& [number, words] : x_.ticks()) {
            text({left + width_ * x_.place(number), top + height_ + 19}, "middle", words);
        }
        for (const auto& [number, words] : y_.ticks()) {
            text({left - 9, top + height_ * (1 - y_.place(number)) + 4.5}, "end", words);
        }
        text({left + width_ / 2, top + height_ + 42}, "middle", chart_.x_label_);
        out_ << "<g transform='translate(20 " << top + height_ / 2 << ") rotate(-90)'>";
        text({0, 0}, "middle", chart_.y_label_);
        out_ << "</g>\n";
    }

    void legend() {
        double at = left;
        for (std::size_t i = 0; i < chart_.layers_.size(); ++i) {
            const Layer& named = chart_.layers_[i];
            out_ << "<g fill='none' stroke-width='2'>";
            stroke_path({{at, 48}, {at + 24, 48}}, named.mark, colour(i), {{at + 12, 48}});
            out_ << "</g>\n";
            text({at + 31, 52.5}, "start", named.name);
            const auto letters = std::count_if(named.name.begin(), named.name.end(), [](char c) {
                return (static_cast<unsigned char>(c) & 0xC0) != 0x80; // first bytes in UTF-8
            });
            at += 31 + 7.2 * static_cast<double>(letters) + 22;
        }
    }

    void layer(const Layer& shown, const char* stroke) {
        std::vector<Point> line;
        std::vector<Point> dots;
        for (const Point& point : shown.points) {
            if (x_.shows(point.x) && y_.shows(point.y)) {
                line.push_back(on_page(point));
                dots.push_back(on_page(point));
            } else {
                stroke_path(line, shown.mark, stroke, {});
                line.clear();
            }
        }
        stroke_path(line, shown.mark, stroke, dots);
    }

    void stroke_path(const std::vector<Point>& line, Mark mark, const char* stroke,
                     const std::vector<Point>& dots) {
        if (mark != Mark::points && !line.empty()) {
            out_ << "<path stroke='" << stroke << "' "
                 << (mark == Mark::dashes ? "stroke-dasharray='5 5' " : "") << "d='";
            char command = 'M';
            for (const Point& point : line) {
                out_ << command << point.x << ' ' << point.y;
                command = 'L';
            }
            out_ << "'/>\n";
        }
        if (mark == Mark::points || mark == Mark::path) {
            for (const Point& point : dots) {
                out_ << "<circle cx='" << point.x << "' cy='" << point.y
                     << "' r='4' stroke='white' stroke-width='1' fill='" << stroke << "'/>\n";
            }
        }
    }

    /// Draws one level by marching squares: in each cell of a grid, a straight piece of the line.
    void contour(std::size_t i) {
        constexpr int cells = 100;
        const double level = chart_.levels_[i];
        const double dx = x_.span() / cells;
        const double dy = y_.span() / cells;
        const double fade = static_cast<double>(i) / static_cast<double>(chart_.levels_.size());
        Point label{0, 0};
        out_ << "<path stroke='#5b7f95' stroke-width='1.2' stroke-opacity='" << 1 - 0.6 * fade
             << "' d='";
        for (int row = 0; row < cells; ++row) {
            for (int column = 0; column < cells; ++column) {
                const double x = x_.low() + dx * column;
                const double y = y_.low() + dy * row;
                const std::array<Point, 4> corners{
                    {{x, y}, {x + dx, y}, {x + dx, y + dy}, {x, y + dy}}};
                const std::vector<Point> ends = crossings(corners, level);
                for (std::size_t k = 0; k + 1 < ends.size(); k += 2) {
                    const Point from = on_page(ends[k]);
                    const Point to = on_page(ends[k + 1]);
                    out_ << 'M' << from.x << ' ' << from.y << 'L' << to.x << ' ' << to.y;
                    const bool inside = from.x < left + width_ - 30 && from.y > top + 14 &&
                                        from.y < top + height_ - 14;
                    if (inside && from.x > label.x) {
                        label = from;
                    }
                }
            }
        }
        out_ << "'/>\n";
        if (label.x > 0) {
            std::array<char, 32> words{};
            std::snprintf(words.data(), words.size(), "%g", level);
            out_ << "<g stroke='none' fill='#5b7f95' font-size='11'>";
            text({label.x, label.y + 4}, "middle", words.data(), halo);
            out_ << "</g>\n";
        }
    }

    /// The points on a cell's edges at which the landscape has this level: none, two or four.
    std::vector<Point> crossings(const std::array<Point, 4>& corners, double level) const {
        std::vector<Point> result;
        for (std::size_t e = 0; e < corners.size(); ++e) {
            const Point& a = corners[e];
            const Point& b = corners[(e + 1) % corners.size()];
            const double at_a = chart_.landscape_(a.x, a.y);
            const double at_b = chart_.landscape_(b.x, b.y);
            const double t = (level - at_a) / (at_b - at_a);
            if ((at_a < level) != (at_b < level) && std::isfinite(t)) {
                result.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
            }
        }
        return result;
    }

    static constexpr double left = 78;
    static constexpr double right = 24;
    static constexpr double top = 72;
    static constexpr double bottom = 58;
    static constexpr const char* halo =
        "stroke='white' stroke-width='4' stroke-linejoin='round' paint-order='stroke'";

    const Chart& chart_;
    std::ostream& out_;
    Axis x_;
    Axis y_;
    double width_ = 640;
    double height_ = 360;
};

inline bool Chart::write(const std::string& path) const {
    std::ofstream out{path};
    Drawing{*this, out}.draw();
    if (!out.flush()) {
        std::cerr << path << ": cannot be written\n";
        return false;
    }
    std::cout << "wrote " << path << '\n';
    return true;
}

} // namespace svg
