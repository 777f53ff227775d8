// SPDX-License-Identifier: MIT
// Runnable, and refuse: which parts, cost and start fit together, and in words why others do not.
#pragma once

#include <descent/concepts/cost_function.hpp>
#include <descent/concepts/learning_rate.hpp>
#include <descent/concepts/observer.hpp>
#include <descent/concepts/proximal_term.hpp>
#include <descent/concepts/stopping_policy.hpp>
#include <descent/concepts/update_rule.hpp>
#include <descent/core/result.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent {

/// What can be a start: it stands for a theta, which owns its numbers.
template <class Start>
concept StartLike = requires { typename plain_t<Start>; } && Parameters<plain_t<Start>>;

/// A cost that can be evaluated at such a start.
template <class Cost, class Start>
concept CostFrom = StartLike<Start> && CostFunction<Cost, plain_t<Start>>;

/// A learning rate that suits cost and update rule. A proximal term bends the lines that are
/// searched, and from ahead of the iterate the slopes along them are no measure: then it must be
/// one that asks for no StraightLine.
template <class R, class Update, class Cost, class Theta>
concept RateFor = LearningRate<R, Theta> &&
                  ((!CompositeCost<Cost, Theta> && !ExtrapolatingUpdateRule<Update, Theta>) ||
                   ArcLearningRate<R, Theta>);

/// An update rule that suits the cost. One that keeps to bounds must have those of the cost.
template <class U, class Cost, class Theta>
concept RuleFor = UpdateRule<U, Theta> && (!BoundedUpdateRule<U> || requires(const Cost& cost) {
                      { cost.term() } -> std::same_as<const typename U::Bounds&>;
                  });

/// Parts with which this cost can be minimised from such a start.
template <class Cost, class Start, class Update, class Rate, class Stop>
concept Runnable =
    CostFrom<Cost, Start> && RuleFor<Update, Cost, plain_t<Start>> &&
    RateFor<Rate, Update, Cost, plain_t<Start>> && StoppingPolicy<Stop, plain_t<Start>>;

/// What the calls that are refused return: of the type they hope for, so that one error is not
/// followed by others.
template <class Start>
struct ResultOf {
    using Type = Result<double>;
};
template <StartLike Start>
struct ResultOf<Start> {
    using Type = Result<plain_t<Start>>;
};

/// Does not compile, and says why this is no cost for a run that starts so.
template <class Cost, class Start>
void refuse_cost() {
    if constexpr (std::derived_from<Start, Addend>) {
        static_assert(StartLike<Start>,
                      "a constraint or a penalty comes after the start: minimize(cost, theta0, "
                      "term)");
    } else {
        static_assert(StartLike<Start>,
                      "theta0 must be a number, or an Eigen vector or matrix of float, double or "
                      "long double with at least one entry: of a std::vector v write "
                      "Eigen::Map<const Eigen::VectorXd>(v.data(), v.size())");
    }
    if constexpr (StartLike<Start>) {
        using Theta = plain_t<Start>;
        constexpr bool function = requires(const Cost& cost, const Theta& theta) { cost(theta); } ||
                                  requires(const Cost& cost, const Theta& theta, Theta& gradient) {
                                      cost(theta, gradient);
                                  };
        if constexpr (function) {
            static_assert(CostFunction<Cost, Theta>,
                          "a cost is not a bare function: give it to "
                          "cost::from_value_and_gradient, or, if it has "
                          "no gradient, to cost::autodiff or cost::finite_difference");
        } else {
            static_assert(
                CostFunction<Cost, Theta>,
                "a cost needs value_and_gradient(theta, gradient), or value(theta) and "
                "gradient(theta), "
                "const and for the type of theta0; a function without a gradient goes into "
                "cost::autodiff or cost::finite_difference");
        }
    }
}

/// Whether a policy, or a policy in it, is a function of the iterate whose call operator is not
/// const.
template <class S, class Theta>
inline constexpr bool changes_when_called = requires(S& policy, const Iterate<Theta>& now) {
    policy(now);
} && !requires(const S& policy, const Iterate<Theta>& now) { policy(now); };
template <template <class...> class Whole, class... Parts, class Theta>
inline constexpr bool changes_when_called<Whole<Parts...>, Theta> =
    (changes_when_called<Parts, Theta> || ...);

/// Does not compile, and says which part breaks its contract.
template <class Update, class Rate, class Stop, Parameters Theta>
void refuse_part() {
    constexpr auto is_part = []<class Part>(std::type_identity<Part>) {
        return UpdateRule<Part, Theta> || LearningRate<Part, Theta> || StoppingPolicy<Part, Theta>;
    };
    if constexpr (is_part(std::type_identity<Update>{}) && is_part(std::type_identity<Rate>{}) &&
                  is_part(std::type_identity<Stop>{})) {
        static_assert(
            UpdateRule<Update, Theta> && LearningRate<Rate, Theta> && StoppingPolicy<Stop, Theta>,
            "the order is GradientDescent{update rule, learning rate, stopping policy}, or "
            "GradientDescent{learning rate, stopping policy}");
    } else if constexpr (!UpdateRule<Update, Theta>) {
        static_assert(
            UpdateRule<Update, Theta>,
            "the update rule must offer direction(now), or init(first) and direction(memory, now), "
            "const, giving a theta or a reference to a const one: no Eigen expression, no other "
            "type");
    } else if constexpr (!LearningRate<Rate, Theta>) {
        static_assert(LearningRate<Rate, Theta>, "the learning rate must offer rate(now, line), or "
                                                 "init(first) and rate(memory, now, line), "
                                                 "const, giving a number of theta's type");
    } else if constexpr (changes_when_called<Stop, Theta>) {
        static_assert(
            StoppingPolicy<Stop, Theta>,
            "a stopping policy's call operator must be const, which a mutable lambda's is "
            "not: what a policy remembers is its memory, from init(first), which "
            "check(memory, now) changes");
    } else {
        static_assert(StoppingPolicy<Stop, Theta>,
                      "the stopping policy must offer check(now), or init(first) and check(memory, "
                      "now), const, giving bool, or be a function of the iterate that gives bool, "
                      "const too; so must the parts of a | b, a & b and InARow{n, a}");
    }
}

/// Does not compile, and says why these parts, this cost and this start do not fit: the first
/// reason that is found.
template <class Cost, class Start, class Update, class Rate, class Stop, class... Observers>
void refuse() {
    if constexpr (!CostFrom<Cost, Start>) {
        refuse_cost<Cost, Start>();
    } else {
        using Theta = plain_t<Start>;
        if constexpr (!UpdateRule<Update, Theta> || !LearningRate<Rate, Theta> ||
                      !StoppingPolicy<Stop, Theta>) {
            refuse_part<Update, Rate, Stop, Theta>();
        } else if constexpr (!RuleFor<Update, Cost, Theta>) {
            static_assert(RuleFor<Update, Cost, Theta>,
                          "the update rule keeps to bounds that the cost does not have: give both "
                          "the same, as "
                          "cost::Composite{cost, bounds}");
        } else if constexpr (CompositeCost<Cost, Theta> && !ArcLearningRate<Rate, Theta>) {
            static_assert(ArcLearningRate<Rate, Theta>,
                          "the learning rate searches along a straight line, which a proximal term "
                          "bends: take "
                          "rate::Backtracking, rate::BarzilaiBorwein, or a rate without a search");
        } else if constexpr (!RateFor<Rate, Update, Cost, Theta>) {
            static_assert(RateFor<Rate, Update, Cost, Theta>,
                          "the learning rate searches along a line from the iterate, but the "
                          "update rule steps "
                          "from ahead of it: take rate::Backtracking, or a rate without a search");
        } else {
            static_assert(
                (Observer<Observers, Theta> && ...),
                "an observer must be a function that takes an iterate: [](const auto& now) {}");
        }
    }
}

/// Does not compile, and says why `minimize(cost, theta0, term)` is not possible.
template <class Cost, class Start, class Term>
void refuse_term() {
    if constexpr (!CostFrom<Cost, Start>) {
        refuse_cost<Cost, Start>();
    } else if constexpr (Observer<const Term, plain_t<Start>>) {
        static_assert(
            ProximalTerm<Term, plain_t<Start>>,
            "minimize(cost, theta0, term) takes a constraint or a penalty: to watch a run, write "
            "default_optimizer(cost).minimize(cost, theta0, observer)");
    } else {
        static_assert(
            ProximalTerm<Term, plain_t<Start>>,
            "minimize(cost, theta0, term) takes a constraint or a penalty, which offers "
            "prox(theta, rate) for theta0's type: bounds and a centre are shaped like theta0");
    }
}

} // namespace descent
