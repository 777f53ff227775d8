// SPDX-License-Identifier: MIT
// Evaluator: a cost with its scratch memory, and the count of its evaluations.
#pragma once

#include <descent/concepts/along_cost.hpp>
#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/line.hpp>
#include <descent/concepts/proximal_term.hpp>
#include <descent/core/held.hpp>

#include <cstdint>
#include <type_traits>
#include <utility>

namespace descent {

/// Evaluates a cost at points, steps from one to the next, and counts.
///
/// @tparam HeldCost  Viewed<C> or Owned<C> of a CostFunction C
template <class HeldCost, Parameters Theta>
class Evaluator {
public:
    using Scalar = scalar_t<Theta>;
    using Cost = std::remove_cvref_t<decltype(*std::declval<const HeldCost&>())>;

    /// Whether the cost has a term that is handled by its proximal step.
    static constexpr bool composite = CompositeCost<Cost, Theta>;

    /// Whether that term is a constraint.
    static constexpr bool constrained = [] {
        if constexpr (composite) {
            return Constraint<std::remove_cvref_t<decltype(std::declval<const Cost&>().term())>,
                              Theta>;
        } else {
            return false;
        }
    }();

    /// Whether it bounds each entry by itself.
    static constexpr bool bounded = [] {
        if constexpr (composite) {
            return BoundConstraint<
                std::remove_cvref_t<decltype(std::declval<const Cost&>().term())>, Theta>;
        } else {
            return false;
        }
    }();

    /// Whether the cost knows a line once two of its points were evaluated.
    static constexpr bool follows = !composite && AlongCost<Cost, Theta>;

    constexpr Evaluator(HeldCost cost, const Theta& theta)
        : cost_{std::move(cost)}, scratch_{descent::scratch(*cost_, theta)}, stepped_{theta},
          ends_{*cost_, theta} {}

    /// Fills in cost, gradient and gradient norm at point.theta. For a composite cost J + R the
    /// gradient is that of J, and the norm is 0 just where J + R is stationary: that of the residual
    /// theta - prox(theta - gradient) at rate 1, or, if R bounds each entry by itself, that of the
    /// gradient but for the entries that it pushes against their bound, which is in units of the
    /// gradient whatever those of theta are.
    constexpr void operator()(Point<Theta>& point) {
        ++count_;
        point.cost = descent::evaluate(*cost_, scratch_, point.theta, point.gradient);
        if constexpr (composite) {
            point.cost += term(point.theta);
            // a projection would hide an infinite gradient
            point.gradient_norm = stationarity(point) + zero_if_finite(point.gradient);
        } else {
            point.gradient_norm = max_norm(point.gradient);
        }
    }

    /// The same at the start of the first line, which is kept in mind for `follow`.
    constexpr void begin(Point<Theta>& point) {
        if constexpr (follows) {
            keep(ends_.here, point);
            ends_.here_known = true;
        } else {
            (*this)(point);
        }
    }

    /// A line begins, at the point where the last one arrived.
    constexpr void begin_line() {
        if constexpr (follows) {
            ends_.rate = 0;
        }
    }

    /// Evaluates a point of the line, and keeps it in mind for `follow`.
    constexpr void evaluate_on_line(Point<Theta>& point, Scalar rate) {
        if constexpr (follows) {
            ends_.rate = 0; // whatever the cost throws
            keep(ends_.there, point);
            ends_.rate = rate;
        } else {
            (*this)(point);
        }
    }

    /// The rate of the point that is kept in mind; 0 if the line is not known.
    constexpr Scalar known_rate() const
        requires follows
    {
        return ends_.here_known ? ends_.rate : Scalar(0);
    }

    /// Value and slope of the cost at a rate of the line, without an evaluation.
    constexpr Trial<Scalar> follow(Scalar rate)
        requires follows
    {
        const auto [value, slope] =
            (*cost_).along(scratch_, ends_.here, ends_.there, rate / ends_.rate);
        return {value, slope / ends_.rate};
    }

    /// The run has gone to the point at this rate of the line.
    constexpr void arrive(Scalar rate) {
        if constexpr (follows) {
            ends_.here_known = ends_.rate != 0 && ends_.rate == rate;
            if (ends_.here_known) {
                std::swap(ends_.here, ends_.there);
            }
            ends_.rate = 0;
        }
    }

    /// theta - rate * direction, and the proximal step if the cost has one; to other memory.
    constexpr void move(const Theta& theta, Scalar rate, const Theta& direction,
                        Theta& next) const {
        step(theta, rate, direction, next);
        if constexpr (composite) {
            (*cost_).term().prox(next, rate);
        }
    }

    /// Where a run that is given theta0 starts: at the nearest point that satisfies the
    /// constraints.
    constexpr Theta admit(const Theta& theta0) const {
        Theta theta = theta0;
        if constexpr (constrained) {
            (*cost_).term().prox(theta, Scalar(1));
        }
        return theta;
    }

    /// R(theta) of a composite cost.
    constexpr Scalar term(const Theta& theta) const
        requires composite
    {
        return value_of((*cost_).term(), theta);
    }

    /// The most that a convex R changes from theta to `next`, where `move` led: -(d + s / rate) . s
    /// with s = next - theta, for (theta - rate d - next) / rate is a subgradient at next. For a
    /// constraint that is never below the true change, 0, but where the rounding of `next` hides
    /// the step: then it is nearer. Among bounds each entry has its own rounding, and 0 is right.
    constexpr Scalar term_change(const Theta& theta, Scalar rate, const Theta& direction,
                                 const Theta& next) const
        requires composite
    {
        if constexpr (bounded) {
            return Scalar(0);
        } else {
            const Scalar most =
                -dot_difference(direction, next, theta) - squared_distance(next, theta) / rate;
            return constrained && most > 0 ? Scalar(0) : most;
        }
    }

    constexpr std::int64_t count() const { return count_; }

private:
    constexpr Scalar stationarity(const Point<Theta>& point)
        requires composite
    {
        if constexpr (bounded) {
            Scalar norm = 0;
            for (Index i = 0; i < size(point.theta); ++i) {
                if (!(*cost_).term().pinned(point.theta, point.gradient, i)) {
                    norm = larger(norm, magnitude(entry(point.gradient, i)));
                }
            }
            return norm;
        } else {
            move(point.theta, Scalar(1), point.gradient, stepped_.theta);
            return max_distance(point.theta, stepped_.theta);
        }
    }

    struct Nothing {
        constexpr explicit Nothing(const Theta&) {}
        constexpr Nothing(const Cost&, const Theta&) {}
    };
    struct Stepped {
        constexpr explicit Stepped(const Theta& like) : theta{like} {}
        Theta theta;
    };

    template <class C>
    struct EndsOf {
        constexpr EndsOf(const C& cost, const Theta& theta)
            : here{cost.room(theta)}, there{cost.room(theta)} {}

        room_t<C, Theta> here;  ///< of the point where the line begins
        room_t<C, Theta> there; ///< of the point of the line that was evaluated last
        bool here_known = false;
        Scalar rate = 0; ///< of that point; 0 if there is none
    };
    static constexpr auto ends_type() {
        if constexpr (follows) {
            return std::type_identity<EndsOf<Cost>>{};
        } else {
            return std::type_identity<Nothing>{};
        }
    }

    constexpr void keep(auto& room, Point<Theta>& point) {
        ++count_;
        point.cost = evaluate(*cost_, scratch_, room, point.theta, point.gradient);
        point.gradient_norm = max_norm(point.gradient);
    }

    HeldCost cost_;
    scratch_t<Cost, Theta> scratch_;
    std::conditional_t<composite && !bounded, Stepped, Nothing> stepped_;
    typename decltype(ends_type())::type ends_;
    std::int64_t count_ = 0;
};

} // namespace descent
