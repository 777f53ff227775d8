// SPDX-License-Identifier: MIT
// GradientDescent: an update rule, a learning rate and a stopping policy, ready to run.
#pragma once

#include <descent/concepts/observer.hpp>
#include <descent/concepts/preconditioner.hpp>
#include <descent/concepts/proximal_term.hpp>
#include <descent/core/require.hpp>
#include <descent/optimizer/defaults.hpp>
#include <descent/optimizer/refusal.hpp>
#include <descent/optimizer/run.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace descent {

/// Gradient descent and its relatives: theta <- theta - alpha d, all entries at once, until enough.
///
///     GradientDescent optimizer{rate::Constant{0.1}, stop::AfterIterations{10}};
///     auto result = optimizer.minimize(cost, theta0);
///
/// It holds settings only and never changes: one optimizer serves many runs, also at the same time
/// from several threads. Whatever policy is given, a cost that diverges or is not finite ends the
/// run, and a policy without a budget gets one of a million iterations.
template <class Update, class Rate, class Stop>
class GradientDescent {
public:
    /// Plain gradient descent: the direction is the gradient.
    constexpr GradientDescent(Rate rate, Stop stop)
        requires std::default_initializable<Update>
        : update_{}, rate_{std::move(rate)}, stop_{std::move(stop)} {}

    constexpr GradientDescent(Update update, Rate rate, Stop stop)
        : update_{std::move(update)}, rate_{std::move(rate)}, stop_{std::move(stop)} {}

    /// Runs to the end.
    ///
    /// @param cost       what to minimise; not changed
    /// @param theta0     where to start: a number, or any Eigen vector, matrix or expression
    /// @param observers  called with every iterate, in order, the last one included; those that
    ///                   take one get the Budget of the stopping policy too
    /// @return           the result, theta of the type that owns what theta0 stands for
    /// @throws NonFiniteData if theta0 has a NaN or an infinity, ShapeMismatch if it is empty or
    ///         does not fit the cost; nothing has been evaluated then. What cost, observers or
    ///         policies throw passes through.
    template <class Cost, class Start, Observer<plain_t<Start>>... Observers>
        requires Runnable<Cost, Start, Update, Rate, Stop>
    constexpr Result<plain_t<Start>> minimize(const Cost& cost, const Start& theta0,
                                              Observers&&... observers) const {
        auto run = this->run(cost, theta0);
        [[maybe_unused]] const Budget budget = descent::budget(stop_);
        do {
            (show(observers, run.now(), budget), ...);
        } while (run.advance());
        if constexpr (in_registers<plain_t<Start>>) {
            return decltype(run)(run).result(); // of a copy, so that no address of the run escapes
        } else {
            return run.result();
        }
    }

    /// The run itself, as an input range of iterates; see Run. A cost with a name is viewed and
    /// must outlive the run, a temporary is owned by it.
    template <class Cost, class Start>
        requires Runnable<std::remove_cvref_t<Cost>, Start, Update, Rate, Stop>
    constexpr auto run(Cost&& cost, const Start& theta0) const {
        using Theta = plain_t<Start>;
        const auto start = static_cast<Theta>(theta0);
        require_start(cost, start);
        auto stop = guarded(stop_);
        return Run<Held<Cost>, Theta, Update, Rate, decltype(stop)>{
            Held<Cost>{std::forward<Cost>(cost)}, update_, rate_, std::move(stop), start};
    }

    /// Says why these do not fit.
    template <class Cost, class Start, class... Observers>
        requires(!Runnable<Cost, Start, Update, Rate, Stop> ||
                 !(Observer<Observers, plain_t<Start>> && ...))
    typename ResultOf<Start>::Type minimize(const Cost&, const Start&, Observers&&...) const {
        refuse<Cost, Start, Update, Rate, Stop, Observers...>();
        return {};
    }
    /// Says why these do not fit.
    template <class Cost, class Start>
        requires(!Runnable<std::remove_cvref_t<Cost>, Start, Update, Rate, Stop>)
    typename ResultOf<Start>::Type run(const Cost&, const Start&) const {
        refuse<Cost, Start, Update, Rate, Stop>();
        return {};
    }

private:
    static_assert(!std::is_arithmetic_v<Update>,
                  "GradientDescent: a number is no update rule: write update::Momentum{0.9}");
    static_assert(!std::is_arithmetic_v<Rate>,
                  "GradientDescent: a number is no learning rate: write rate::Constant{0.1}");
    static_assert(!std::is_arithmetic_v<Stop>,
                  "GradientDescent: a number is no stopping policy: write "
                  "stop::AfterIterations{100}");

    template <class Cost, class Theta>
    static constexpr void require_start(const Cost& cost, const Theta& start) {
        if constexpr (!is_of_fixed_shape<Theta>) {
            require<ShapeMismatch>(descent::size(start) > 0, "theta0: must have at least one entry",
                                   descent::size(start));
        }
        if constexpr (StartingCost<Cost>) {
            if constexpr (std::floating_point<Theta>) {
                require<ShapeMismatch>(descent::size(cost.start()) == 1,
                                       "theta0: is a number, but the cost's parameters must be one",
                                       descent::size(cost.start()));
            } else {
                const auto own = cost.start();
                require<ShapeMismatch>(start.rows() == own.rows() && start.cols() == own.cols(),
                                       Message("theta0: must be ", shape(own), " to fit the cost"),
                                       shape(start));
            }
        }
        const Index bad = first_non_finite(start);
        if (bad >= 0) {
            require<NonFiniteData>(false, Message("theta0: entry ", bad, " must be finite"),
                                   entry(start, bad));
        }
    }

    Update update_;
    Rate rate_;
    Stop stop_;
};

template <class Rate, class Stop>
GradientDescent(Rate, Stop) -> GradientDescent<update::SteepestDescent, Rate, Stop>;
template <class Update, class Rate, class Stop>
GradientDescent(Update, Rate, Stop) -> GradientDescent<Update, Rate, Stop>;

/// What `minimize` runs: L-BFGS with a strong Wolfe search, until rounding leaves nothing to gain or
/// 10 000 iterations are made.
inline auto default_optimizer() {
    return GradientDescent{default_update(), default_rate(), default_stop()};
}

/// What `minimize` runs on a smooth cost: the same, and if the cost names a preconditioner, as
/// those over a training set do, in variables in which it is curved alike in all directions.
///
///     default_optimizer(J).minimize(J, theta0, trace)
///
/// With a term: `default_optimizer<Eigen::VectorXd>(J.term())`, for theta0 of that type.
///
/// Expense  For a cost over a training set, that of its preconditioner: some two or three
///          evaluations, which the result does not count, nor their time
template <class Cost>
    requires(std::is_class_v<Cost> && !std::derived_from<Cost, Addend>)
auto default_optimizer([[maybe_unused]] const Cost& cost) {
    static_assert(!CarriesTerm<Cost>, "the default depends on the term and on theta0's type: write "
                                      "default_optimizer<Theta>(cost.term())");
    if constexpr (PreconditioningCost<Cost>) {
        const auto preconditioner = cost.preconditioner(Ridge{});
        const Rounding rounding = rounding_of(preconditioner);
        return GradientDescent{default_update(preconditioner), default_rate(rounding),
                               default_stop(rounding)};
    } else {
        return default_optimizer();
    }
}

/// What `minimize` runs with a constraint or a penalty: a quasi-Newton method among bounds, and
/// otherwise proximal gradient steps whose rates follow the curvature.
template <Parameters Theta, ProximalTerm<Theta> R>
auto default_optimizer(const R& term) {
    if constexpr (BoundConstraint<R, Theta>) {
        return GradientDescent{default_bounded_update(term), default_bounded_rate(),
                               default_stop()};
    } else {
        return GradientDescent{default_proximal_rate(), default_stop()};
    }
}

} // namespace descent
