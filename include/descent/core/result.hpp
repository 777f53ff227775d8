// SPDX-License-Identifier: MIT
// Result: what a run found, why it ended, and what would have worked if it went wrong.
#pragma once

#include <descent/core/durations.hpp>
#include <descent/core/iterate.hpp>
#include <descent/core/outcome.hpp>
#include <descent/core/text.hpp>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace descent {

/// What went wrong in a run, or was left to do, from what the run itself met; as double, for the
/// summary, like a StopRecord.
struct Trouble {
    /// The finer grain under `diverged`, `stalled` and `budget_spent`.
    enum class Kind {
        none,
        rising_cost,         ///< the cost rose far above where it started
        unbounded,           ///< the cost fell without end
        non_finite_cost,     ///< an evaluation gave a cost of NaN or infinity
        non_finite_gradient, ///< a finite cost with NaN or infinity in its gradient
        non_finite_theta,    ///< finite cost and gradient, but theta overflowed
        no_lower_point,      ///< the learning rate found no acceptable step
        zero_rate,           ///< the learning rate was 0, without a trial
        no_progress,         ///< a stopping policy saw steps that gain nothing
        still_falling,       ///< budget spent: the last step lowered the cost
        not_falling,         ///< budget spent: the last step did not lower the cost
        never_lower,         ///< budget spent: no point below the start was met
        no_change,           ///< budget spent: the last step moved the cost by its rounding at most
    };
    Kind kind = Kind::none;
    std::int64_t evaluation = 0; ///< the evaluation at which it showed, counted from 1
    Index entry = -1;            ///< first entry that is not finite, of gradient or theta; -1: none
    double value = 0;            ///< the offending number
    double start_cost = 0;       ///< J(theta_0)
    double rate = 0;             ///< the last learning rate; 0 if no update was made
    double curvature = 0;        ///< L along the last step, in J per theta^2; 0 if unknown
    double stable_rate = 0;      ///< 2/L; 0 if unknown
    double change = 0;           ///< what the last step added to the cost, if the budget was spent
    double reach = 0; ///< how many such steps it was to the lowest point that way; 0 if unknown
    double gradient_growth = 0; ///< gradient norm at the end per that at the start; 0 if unknown
    bool searched = false;      ///< whether the learning rate tried points before it took them
    bool gradient_disagrees = false; ///< cost and gradient contradict each other along the step
    bool features = false; ///< theta has a coefficient for each feature, in the unit of that
    bool entries = false;  ///< theta has more than one entry, each in its own unit
    bool scaled = false;   ///< the update rule makes up for unlike units
    bool at_start = false; ///< no update was made
};

/// What a run found.
///
/// If it converged, theta is the iterate that passed the test; otherwise it is the finite iterate
/// of lowest cost, the latest of equals. Cost and gradient are those evaluated there, bit for bit.
template <Parameters Theta>
struct Result {
    using Scalar = scalar_t<Theta>;

    Outcome outcome = Outcome::cancelled;
    std::vector<StopRecord> stop{};          ///< one for each criterion, those always watched last
    Theta theta{};                           ///< parameters
    Scalar cost{};                           ///< J(theta)
    Theta gradient{};                        ///< of J at theta, same shape
    Scalar gradient_norm{};                  ///< largest |entry| of the gradient
    bool best_is_last = true;                ///< whether theta is that of the last iterate
    std::int64_t iterations = 0;             ///< updates made
    std::int64_t evaluations = 0;            ///< of value and gradient, trials of searches included
    std::chrono::duration<double> elapsed{}; ///< from the first evaluation to the last, seconds
    Trouble trouble{};                       ///< what went wrong, if anything did

    constexpr bool converged() const { return outcome == Outcome::converged; }
};

namespace result {

/// Up to eight entries of theta in storage order.
template <Parameters Theta>
std::string entries(const Theta& theta) {
    if constexpr (std::floating_point<Theta>) {
        return text(theta);
    } else {
        std::string list = "(";
        for (Index i = 0; i < (std::min<Index>)(theta.size(), 8); ++i) {
            list += (i ? ", " : "") + text(theta.data()[i]);
        }
        return list + (theta.size() > 8 ? ", ... " + text(theta.size()) + " entries)" : ")");
    }
}

/// What went wrong, in words; empty if nothing did.
template <class String = std::string>
String what_happened(const Trouble& trouble) {
    const auto at = " at evaluation " + text(trouble.evaluation);
    switch (trouble.kind) {
    case Trouble::Kind::rising_cost:
        return "cost rose from " + text(trouble.start_cost) + " to " + text(trouble.value);
    case Trouble::Kind::unbounded:
        return "cost fell from " + text(trouble.start_cost) + " to " + text(trouble.value) +
               ": it seems to have no minimum";
    case Trouble::Kind::non_finite_cost:
        return "the cost is " + text(trouble.value) + at;
    case Trouble::Kind::non_finite_gradient:
        if (trouble.entry < 0) {
            return "the gradient norm is " + text(trouble.value) + at;
        }
        return "entry " + text(trouble.entry) + " of the gradient is " + text(trouble.value) + at;
    case Trouble::Kind::non_finite_theta:
        return "entry " + text(trouble.entry) + " of theta is " + text(trouble.value) + at;
    case Trouble::Kind::no_lower_point:
        return "no acceptable step was found along the direction";
    case Trouble::Kind::zero_rate:
        return "the learning rate was 0 at once, without a trial";
    case Trouble::Kind::no_progress:
    case Trouble::Kind::still_falling:
    case Trouble::Kind::not_falling:
    case Trouble::Kind::never_lower:
    case Trouble::Kind::no_change:
    case Trouble::Kind::none:
        break;
    }
    return "";
}

/// What brings the features of a training set to one scale, in whole lines.
template <class String = std::string>
String advice_on_features(const Trouble& trouble) {
    return trouble.features ? "  features of different scales want rates as different: "
                              "cost::Standardized brings them to one\n"
                            : "";
}

/// What to do where a search came no further, in whole lines. An if, for it may as well have come
/// to the rounding of the cost.
template <class String = std::string>
String advice_on_units(const Trouble& trouble) {
    return trouble.features
               ? "  if the features are on different scales, cost::Standardized brings "
                 "them to one\n"
           : trouble.entries ? "  if the entries of theta are in different units, scale them\n"
                             : "";
}

/// What to do instead of finding a rate by hand; ends the line.
inline constexpr const char* untuned = "minimize(J, theta0), which needs no tuning\n";

/// What to do about a learning rate that may be too large, in whole lines.
template <class String = std::string>
String advice_on_rate(const Trouble& trouble) {
    const auto rate = text(trouble.rate);
    if (!(trouble.stable_rate > 0)) {
        return "  the learning rate " + rate + " may be too large: try a smaller one, or " +
               untuned + advice_on_features<String>(trouble);
    }
    const auto stable = text(trouble.stable_rate);
    if (trouble.rate >= trouble.stable_rate) {
        return "  the learning rate " + rate +
               (trouble.rate > trouble.stable_rate ? " is above 2/L = " : " is 2/L = ") + stable +
               ", the largest stable rate for the curvature met (L = " + text(trouble.curvature) +
               ")\n  try rate::Constant{" + text(trouble.stable_rate / 2, 3) + "}, or " + untuned +
               advice_on_features<String>(trouble);
    }
    return "  the learning rate " + rate + " is below 2/L = " + stable +
           " for the curvature met last (L = " + text(trouble.curvature) +
           "),\n  but too large elsewhere, or for the update rule: try " + untuned +
           advice_on_features<String>(trouble);
}

/// What to do where the cost was still falling, in whole lines.
template <class String = std::string>
String advice_on_budget(const Trouble& trouble) {
    std::string page = "  the cost was still falling, by " + text(-trouble.change, 3) +
                       " in the last step: try more iterations";
    page += !trouble.searched  ? ", or minimize(J, theta0), which needs no tuning\n"
            : trouble.features ? ", or bring the features to one scale\n"
            : !trouble.scaled  ? ", or bring the entries of theta to one scale\n"
                               : "\n";
    if (trouble.reach >= 10 && !trouble.searched) {
        page += "  it was " + text(trouble.reach, 2) +
                " such steps to the lowest point that way: try a larger rate; where that "
                "diverges,\n";
        page += trouble.features  ? "  the features differ in scale\n"
                : !trouble.scaled ? "  the entries of theta differ in scale, as features of a "
                                    "training set do: scale them\n"
                                  : "  directions differ in curvature\n";
    }
    page += advice_on_features<String>(trouble);
    if (trouble.gradient_growth > 1) {
        page += "  the gradient has grown to " + text(trouble.gradient_growth, 3) +
                " times what it was at the start: there may be no minimum this way\n";
    }
    return page;
}

/// What would have worked, in whole lines; empty if there is nothing to say.
template <class String = std::string>
String advice(const Trouble& trouble) {
    if (trouble.gradient_disagrees) {
        return "  the cost does not change as its gradient says: check the gradient, its sign "
               "first;\n  cost::with_checked_gradient(J) says which entry is wrong\n";
    }
    switch (trouble.kind) {
    case Trouble::Kind::still_falling:
        return advice_on_budget(trouble);
    case Trouble::Kind::never_lower:
        return "  no point below the start was met\n" + advice_on_rate(trouble);
    case Trouble::Kind::not_falling:
        return "  the last step did not lower the cost: try a smaller rate, one that decreases, or "
               "minimize(J, theta0)\n";
    case Trouble::Kind::no_change:
        return "  the last step changed the cost by no more than its rounding: the rate is too "
               "small, or nothing\n  is left to gain, which stop::Settled{} notices\n";
    case Trouble::Kind::non_finite_cost:
        if (trouble.evaluation == 1) {
            return "  J is not finite at theta0: start elsewhere, or scale the cost\n";
        }
        break;
    case Trouble::Kind::non_finite_gradient:
        if (trouble.evaluation == 1) {
            return "  the gradient is not finite at theta0: start elsewhere, or see that the cost "
                   "writes every entry\n";
        }
        break;
    case Trouble::Kind::zero_rate:
        return "  the direction leads uphill, or the rate or the square of the gradient is 0 in "
               "the "
               "numbers of theta:\n  then scale the cost, or use numbers of a wider range\n";
    case Trouble::Kind::no_lower_point:
        return (trouble.at_start ? "  no step from theta0 lowered the cost: it may be a minimum "
                                   "already. If the gradient norm is\n"
                                   "  small for this cost, stop::GradientBelow{tolerance} says "
                                   "converged there\n"
                                 : "") +
               advice_on_units<String>(trouble);
    case Trouble::Kind::no_progress:
        return trouble.searched ? advice_on_units<String>(trouble)
                                : "  the learning rate " + text(trouble.rate) +
                                      " may be too small: try a larger one, or " + untuned +
                                      advice_on_features<String>(trouble);
    case Trouble::Kind::unbounded:
        return ""; // no rate would have helped
    case Trouble::Kind::rising_cost:
    case Trouble::Kind::non_finite_theta:
    case Trouble::Kind::none:
        break;
    }
    return trouble.rate > 0 ? advice_on_rate(trouble) : "";
}

/// What went wrong, or else which criteria fired: ": <reason>".
template <Parameters Theta>
std::string reason(const Result<Theta>& found) {
    std::string why = what_happened(found.trouble);
    if (why.empty()) {
        for (const StopRecord& record : found.stop) {
            why += record.fired ? (why.empty() ? "" : " and ") + std::string(record.name) : "";
        }
    }
    if (why.empty() && found.converged()) {
        why = "no lower point is left, to the rounding of the cost";
    }
    return why.empty() ? why : ": " + why;
}

} // namespace result

/// A summary for people: outcome and why, theta, cost, counts, each criterion, and advice.
template <Parameters Theta>
std::ostream& operator<<(std::ostream& out, const Result<Theta>& found) {
    const auto counted = [](std::int64_t n, const char* what) {
        return text(n) + " " + what + (n == 1 ? "" : "s");
    };
    std::string page =
        std::string(name(found.outcome)) + " after " + counted(found.iterations, "iteration");
    page += result::reason(found) + "\n" + result::advice(found.trouble);
    page += "  theta          " + result::entries(found.theta) + "\n";
    page += "  cost           " + text(found.cost) + "\n";
    page += "  gradient norm  " + text(found.gradient_norm) + "\n";
    if (!found.best_is_last) {
        page += "  the lowest point is shown; the criteria below measured the last\n";
    }
    page += "  work           " + counted(found.evaluations, "evaluation") + ", " +
            text(found.elapsed.count(), 3) + " s\n";
    for (const StopRecord& record : found.stop) {
        page += std::string(record.fired ? "  fired          " : "  not reached    ") +
                std::string(record.name);
        if (record.measured != record.measured &&
            record.limit != record.limit) { // measures nothing
            page += "\n";
        } else {
            page += ": " + text(record.measured) + ", limit " + text(record.limit) + "\n";
        }
    }
    return out << page;
}

} // namespace descent
