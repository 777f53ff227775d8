// SPDX-License-Identifier: MIT
// GradientReport: what differences say of a gradient.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/text.hpp>

#include <concepts>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace descent::derivative {

/// What differences can say of a gradient, the gravest last.
enum class Verdict {
    right,   ///< as good as differences can see, and they see well
    unclear, ///< they see too little: noise, a kink, or numbers that are not finite
    wrong,   ///< it is off by far more than the differences are
};

/// The verdict as a word.
constexpr std::string_view name(Verdict verdict) {
    switch (verdict) {
    case Verdict::right:
        return "right";
    case Verdict::unclear:
        return "unclear";
    case Verdict::wrong:
        break;
    }
    return "wrong";
}

/// What a check of a gradient found. Details are those of the worst entry.
///
/// `slope` is p in error ~ h^p for step sizes h. Differences lose their own error with h: p = 2 for
/// a right gradient, as long as the rounding is below. The error of a wrong gradient stays: p = 0.
struct GradientReport {
    Verdict verdict = Verdict::unclear;
    Index entry = -1;             ///< the worst, in storage order; -1 if none could be looked at
    double claimed = 0;           ///< what the cost says is its derivative
    double difference = 0;        ///< what the best central difference says
    double uncertainty = 0;       ///< how far the two may be apart for a right gradient
    double relative_error = 0;    ///< |claimed - difference| over the larger of the two
    double slope = 0;             ///< of the error over step sizes; NaN if there is no error
    double step = 0;              ///< of the best difference, in units of theta
    bool kink = false;            ///< the cost has two slopes here, one to either side
    double from_below = 0;        ///< slope to the left of a kink
    double from_above = 0;        ///< slope to the right of it
    Index checked = 0;            ///< entries looked at
    Index wrong = 0;              ///< how many of them are wrong
    std::int64_t evaluations = 0; ///< of the cost

    constexpr bool right() const { return verdict == Verdict::right; }
};

namespace report {

/// What the quotient of claim and difference hints at.
template <class String = std::string>
String hint(const GradientReport& found) {
    const double quotient = found.claimed / found.difference;
    const auto is = [&](double q) { return magnitude(quotient / q - 1) < 1e-3; };
    return is(-1)    ? "  its sign is turned\n"
           : is(2)   ? "  it is twice what it should be\n"
           : is(0.5) ? "  it is half of what it should be\n"
                     : "";
}

template <class String = std::string>
String explanation(const GradientReport& found) {
    if (found.kink) {
        return "  the cost has a kink there: its slope is " + text(found.from_below) +
               " from below and " + text(found.from_above) + " from above\n";
    }
    if (found.verdict == Verdict::wrong) {
        return (is_finite(found.slope)
                    ? "  their difference does not shrink with the step: error ~ h^" +
                          fixed_text(found.slope, 2) + " around h = " + text(found.step, 3) + "\n"
                    : "") +
               hint(found);
    }
    if (found.verdict == Verdict::unclear) {
        return "  differences see too little there: noise in the cost hides more than its slope\n";
    }
    return is_finite(found.slope)
               ? "  their difference shrinks with the step: error ~ h^" +
                     fixed_text(found.slope, 2) + " down to h = " + text(found.step, 3) + "\n"
               : "  the differences show no error above the rounding and noise of the cost\n";
}

} // namespace report

/// A few lines for people: the verdict, the worst entry with both values, and why.
template <std::derived_from<std::ostream> Stream>
Stream& operator<<(Stream& out, const GradientReport& found) {
    std::string page = "gradient " + std::string(name(found.verdict));
    if (found.entry < 0) {
        out << page + ": the cost is not finite here\n";
        return out;
    }
    page += found.verdict == Verdict::wrong ? " in " + text(found.wrong) + " of " : " in all ";
    page = found.verdict == Verdict::unclear ? "gradient unclear, of " : page;
    page +=
        text(found.checked) + " entries checked; the worst is entry " + text(found.entry) + "\n";
    page += "  the cost says  " + text(found.claimed, 10) + "\n";
    page += "  differences    " + text(found.difference, 10) + ", give or take " +
            text(found.uncertainty, 2) + "\n";
    out << page + report::explanation(found);
    return out;
}

} // namespace descent::derivative
