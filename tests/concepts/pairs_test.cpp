// SPDX-License-Identifier: MIT
// Every update rule with every learning rate on every kind of cost: which of them compile. What the compiler says of
// those that do not is in tests/refuse, what those that do compute in tests/combinations.
#include "catch.hpp"

#include <descent/descent.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent::tests::pairs {
namespace {

template <class... Parts>
struct List {};

using Box = proximal::Box<double>;

/// Those that keep to bounds, and those that step from ahead of the iterate.
using Bounded = List<update::ProjectedLimitedMemoryBfgs<Box>>;
using Ahead = List<update::Fista>;
using Rules =
    List<update::SteepestDescent, update::Momentum, update::Nesterov, update::AcceleratedNesterov,
         update::AdaGrad, update::RMSProp, update::AdaDelta, update::Adam, update::AdamW,
         update::AMSGrad, update::AdaMax, update::NAdam, update::RAdam, update::Lion,
         update::ConjugateGradient, update::LimitedMemoryBfgs, update::Bfgs, update::Fista,
         update::ProjectedLimitedMemoryBfgs<Box>, update::Clipped<>,
         update::Clipped<update::LimitedMemoryBfgs>, update::ClippedByNorm<update::Adam>,
         update::DecoupledWeightDecay<update::Lion>,
         update::Preconditioned<archetype::Preconditioner, update::LimitedMemoryBfgs>>;

/// Those that search along a straight line.
using Straight = List<rate::StrongWolfe, rate::HagerZhang, rate::Exact,
                      rate::WarmUp<rate::StrongWolfe>, rate::WarmUp<rate::HagerZhang>>;
using Rates =
    List<rate::StrongWolfe, rate::HagerZhang, rate::Exact, rate::WarmUp<rate::StrongWolfe>,
         rate::WarmUp<rate::HagerZhang>, rate::Constant, rate::Exponential, rate::InverseTime,
         rate::Step, rate::Piecewise, rate::Polynomial, rate::Cosine, rate::Silver,
         rate::InverseLipschitz, rate::WarmUp<rate::Constant>, rate::WarmUp<rate::Backtracking>,
         rate::Backtracking, rate::BarzilaiBorwein, rate::Adaptive, rate::Polyak>;

/// A smooth cost, one with a penalty, with bounds, and with bounds of another kind.
using Smooth = cost::QuadraticBowl;
template <class Term>
using With = decltype(cost::Composite{cost::QuadraticBowl{}, std::declval<Term>()});
using Costs = List<Smooth, With<proximal::L1>, With<Box>, With<proximal::NonNegative>>;

using Thetas = List<double, Eigen::VectorXd>;

template <class Part, class... Parts>
constexpr bool in(List<Parts...>) {
    return (std::same_as<Part, Parts> || ...);
}

/// What must be so, by the lists above alone.
template <class Cost, class Rule, class Rate>
constexpr bool make_sense() {
    constexpr bool bends = !std::same_as<Cost, Smooth> || in<Rule>(Ahead{});
    return !(bends && in<Rate>(Straight{})) &&
           !(in<Rule>(Bounded{}) && !std::same_as<Cost, With<Box>>);
}

struct Count {
    int wrong = 0;
    int compile = 0;
    int refused = 0;
};

template <class Cost, class Theta, class Rule, class... R>
constexpr void look_at(Count& count, List<R...>) {
    const auto one = [&](bool compiles, bool sensible) {
        count.wrong += compiles != sensible ? 1 : 0;
        ++(compiles ? count.compile : count.refused);
    };
    (one(Runnable<Cost, Theta, Rule, R, stop::AfterIterations>, make_sense<Cost, Rule, R>()), ...);
}

template <class... C, class... T, class... U>
constexpr Count look_at(List<C...>, List<T...>, List<U...>) {
    Count count;
    const auto thetas = [&]<class Cost>(std::type_identity<Cost>) {
        const auto rules = [&]<class Theta>(std::type_identity<Theta>) {
            (look_at<Cost, Theta, U>(count, Rates{}), ...);
        };
        (rules(std::type_identity<T>{}), ...);
    };
    (thetas(std::type_identity<C>{}), ...);
    return count;
}

constexpr Count all = look_at(Costs{}, Thetas{}, Rules{});
static_assert(all.wrong == 0, "just the combinations that make sense must compile");
// 24 rules and 20 rates, 5 of which search along straight lines, 4 costs and 2 thetas
static_assert(all.compile + all.refused == 24 * 20 * 4 * 2);
static_assert(all.refused == 2 * (20 + 5 +            // smooth: the bounded rule, and Fista's
                                  2 * (20 + 23 * 5) + // penalty, other bounds: the bounded rule
                                  24 * 5));           // bounds

} // namespace
} // namespace descent::tests::pairs
