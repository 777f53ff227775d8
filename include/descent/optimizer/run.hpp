// SPDX-License-Identifier: MIT
// Run: the loop, as a range of iterates.
#pragma once

#include <descent/concepts/learning_rate.hpp>
#include <descent/concepts/stopping_policy.hpp>
#include <descent/concepts/update_rule.hpp>
#include <descent/core/durations.hpp>
#include <descent/core/require.hpp>
#include <descent/core/result.hpp>
#include <descent/optimizer/cost_line.hpp>
#include <descent/optimizer/evaluator.hpp>
#include <descent/optimizer/trouble.hpp>

#include <cstddef>
#include <iterator>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace descent {

/// One run of an optimizer: an input range of iterates, theta_0 first, that ends with the iterate
/// at which the stopping policy fired.
///
/// It may be stepped by hand (`advance`), copied to be continued later with the same bits, and
/// asked for its result at any time. It owns copies of its settings, and views the cost if that has
/// a name.
///
/// Promises  Simultaneous updates: theta_{k+1} is written to other memory than theta_k, which the
///           gradient was taken at. One evaluation an iterate, plus those of trials. No
///           allocation after construction: not by the run, nor by a part of the library.
template <class HeldCost, Parameters Theta, class Update, class Rate, class Stop>
    requires UpdateRule<Update, Theta> && LearningRate<Rate, Theta> && StoppingPolicy<Stop, Theta>
class Run {
public:
    using Scalar = scalar_t<Theta>;
    using Evaluate = Evaluator<HeldCost, Theta>;

    /// Evaluates the cost at theta0, the first iterate, and asks the stopping policy about it.
    constexpr Run(HeldCost cost, Update update, Rate rate, Stop stop, const Theta& theta0)
        : evaluate_{std::move(cost), theta0}, update_{std::move(update)}, rate_{std::move(rate)},
          stop_{std::move(stop)}, now_{start(theta0)}, ahead_{now_},
          best_{static_cast<const Point<Theta>&>(now_)}, trials_{{now_}, {now_}},
          update_memory_{init(update_, std::as_const(now_))},
          rate_memory_{init(rate_, std::as_const(now_))}, asked_{init(stop_, std::as_const(now_))},
          start_cost_{now_.cost}, start_gradient_norm_{now_.gradient_norm} {
        judge();
    }

    constexpr const Iterate<Theta>& now() const { return now_; }
    constexpr bool finished() const { return finished_; }

    /// One iteration; nothing if the run has finished.
    ///
    /// @return whether there is a new iterate: a run that has finished, or stalls now, has none
    constexpr bool advance() {
        if (finished_) {
            return false;
        }
        if (look_far(false)) {
            judge();
            return true;
        }
        for (bool fresh = false; !move(); fresh = true) {
            const Outcome meant = meaning_if_stuck(stop_, asked_, now_);
            if (meant == Outcome::converged && look_far(true)) {
                break;
            }
            if (fresh || meant == Outcome::converged || !restart()) {
                stuck_ = true;
                finish(meant);
                return false;
            }
        }
        judge();
        return true;
    }

    /// What was found so far. A run that has not finished counts as cancelled.
    constexpr Result<Theta> result() const {
        const bool last = best_is_now_ || outcome_ == Outcome::converged || now_.iteration == 0;
        const Point<Theta>& found = last ? now_ : best_;
        Result<Theta> result{.outcome = outcome_,
                             .stop = std::vector<StopRecord>(criteria<Stop>),
                             .theta = found.theta,
                             .cost = found.cost,
                             .gradient = found.gradient,
                             .gradient_norm = found.gradient_norm,
                             .best_is_last = last,
                             .iterations = now_.iteration,
                             .evaluations = evaluate_.count(),
                             .trouble = find_trouble(outcome_, now_, trials_, course())};
        write_records(stop_, asked_, now_, true, result.stop.data());
        result.elapsed = (finished_ ? ended_ : clock()) - started_;
        return result;
    }

    class iterator {
    public:
        using value_type = Iterate<Theta>;
        using difference_type = std::ptrdiff_t;

        constexpr explicit iterator(Run& run) : run_{&run} {}
        constexpr const Iterate<Theta>& operator*() const { return run_->now_; }
        constexpr const Iterate<Theta>* operator->() const { return &run_->now_; }
        constexpr iterator& operator++() {
            run_->past_last_ = !run_->advance();
            return *this;
        }
        constexpr void operator++(int) { ++*this; }
        constexpr bool operator==(std::default_sentinel_t) const { return run_->past_last_; }

    private:
        Run* run_;
    };

    constexpr iterator begin() { return iterator{*this}; }
    constexpr std::default_sentinel_t end() const { return {}; }

private:
    /// The first iterate, evaluated. Gradients start as NaN, so that an entry which the cost
    /// forgets to write is noticed.
    constexpr Iterate<Theta> start(const Theta& given) {
        const Theta theta0 = evaluate_.admit(given);
        constexpr Scalar unset = std::numeric_limits<Scalar>::quiet_NaN();
        const Point<Theta> here{theta0, unset, filled_like(theta0, unset), unset};
        Iterate<Theta> first{here, 0, 0, Scalar(0), here};
        evaluate_.begin(first);
        first.evaluations = evaluate_.count();
        first.previous = first;
        return first;
    }

    /// Direction, rate, and the step. False if the rate is 0: there is no acceptable step.
    constexpr bool move() {
        const Iterate<Theta>& from = departure();
        const auto& direction = descent::direction(update_, update_memory_, from);
        require_shape_of_theta<Theta>(now_.theta, direction,
                                      "update rule: the direction must have theta's shape, ");
        CostLine<Evaluate, Theta> line{evaluate_, from, direction, trials_,
                                       extrapolates && &from != &now_};
        const Scalar rate = rate_at(rate_, rate_memory_, from, line);
        if (rate == Scalar(0)) {
            return false;
        }
        arrive(line.take(rate), rate);
        return true;
    }

    /// Whether the update rule knows of a way on where steps are lost in rounding, and it was taken.
    constexpr bool look_far(bool stuck) {
        if constexpr (FarSightedUpdateRule<Update, Theta>) {
            const Theta* direction = update_.farther(update_memory_, std::as_const(now_), stuck);
            return direction != nullptr && try_far(*direction);
        }
        return false;
    }

    /// Takes the step, or up to as many times 10 of it as lower the cost by a quarter of what they
    /// promise, or the part of it that leads to the minimum of a parabola. False if none does, or
    /// if the cost may be the rounding of that at the start. A cost that falls by more than tenfold
    /// the promise is that of another valley, beyond what the gradient knows of.
    [[gnu::cold]] constexpr bool try_far(const Theta& direction) {
        constexpr Scalar epsilon = std::numeric_limits<Scalar>::epsilon();
        if (magnitude(now_.cost) <= epsilon * magnitude(start_cost_)) {
            return false;
        }
        const Scalar promised = trials_.last.promised; // to the learning rate, see find_trouble
        const Scalar lowest_promised = trials_.lowest.promised;
        CostLine<Evaluate, Theta> line{evaluate_, now_, direction, trials_};
        const Scalar slope = line.slope();
        Scalar taken = 0;
        Scalar rate = 1;
        for (int trials = 0; trials < 20; ++trials) {
            const auto trial = line(rate);
            const Scalar told = rate * slope; // negative
            const Scalar change = trial.value - now_.cost;
            if (change < 10 * told) {
                break;
            }
            if (change <= told / 4) {
                taken = rate;
                rate = taken < 1 ? 0 : 10 * taken;
            } else if (trials == 0) {
                rate = slope / (slope - trial.slope);
            } else {
                break;
            }
            if (!(rate >= Scalar(1e-3)) || !is_finite(trial.value)) {
                break;
            }
        }
        if (taken > 0) {
            arrive(line.take(taken), taken);
        }
        trials_.last.promised = promised;
        trials_.lowest.promised = lowest_promised;
        return taken > 0;
    }

    /// The point that the step starts from: the iterate, unless the update rule wants to go ahead
    /// of it.
    constexpr const Iterate<Theta>& departure() {
        if constexpr (extrapolates) {
            if (update_.extrapolate(update_memory_, std::as_const(now_), ahead_.theta)) {
                evaluate_(ahead_);
                if (ahead_.finite()) {
                    ahead_.iteration = now_.iteration;
                    ahead_.evaluations = evaluate_.count();
                    ahead_.rate = now_.rate;
                    ahead_.previous = now_;
                    return ahead_;
                }
                restart();
            }
        }
        return now_;
    }

    /// A direction from memory that leads nowhere may be out of date: forget, and start afresh.
    constexpr bool restart() {
        descent::restart(update_, update_memory_, std::as_const(now_));
        return RememberingUpdateRule<Update, Theta>;
    }

    constexpr void arrive(Point<Theta>& next, Scalar rate) {
        auto& here = static_cast<Point<Theta>&>(now_);
        if constexpr (in_registers<Theta>) {
            now_.previous = here;
            here = next;
        } else { // moves the memory, not the numbers
            std::swap(now_.previous, here);
            std::swap(here, next);
        }
        now_.rate = rate;
        now_.evaluations = evaluate_.count();
        ++now_.iteration;
    }

    constexpr void judge() {
        if (!now_.finite()) {
            leave_best();
            finish(Outcome::diverged);
            return;
        }
        if (now_.cost <= best_cost_) { // of equal ones the latest, which has come further
            best_cost_ = now_.cost;
            best_is_now_ = true;
        } else {
            leave_best();
        }
        if (ask(stop_, asked_, now_)) {
            finish(meaning(stop_, asked_, now_));
        }
    }

    /// The best point is copied only when the run leaves it uphill.
    constexpr void leave_best() {
        if (best_is_now_) {
            best_ = now_.previous;
            best_is_now_ = false;
        }
    }

    constexpr void finish(Outcome outcome) {
        finished_ = true;
        outcome_ = outcome;
        ended_ = clock();
    }

    constexpr Course<Scalar> course() const {
        return {.start_cost = start_cost_,
                .start_gradient_norm = start_gradient_norm_,
                .lowest_cost = best_cost_,
                .evaluations = evaluate_.count(),
                .stuck = stuck_,
                .smooth = !Evaluate::composite,
                .scaled = ScalingUpdateRule<Update>,
                .features = FeatureCost<typename Evaluate::Cost>};
    }

    /// Read at both ends of a run, never within; it stands still at compile time.
    static constexpr std::chrono::steady_clock::time_point clock() {
        if (std::is_constant_evaluated()) {
            return {};
        }
        return std::chrono::steady_clock::now();
    }

    static constexpr bool extrapolates = ExtrapolatingUpdateRule<Update, Theta>;
    struct Nothing {
        constexpr explicit Nothing(const Iterate<Theta>&) {}
    };

    std::chrono::steady_clock::time_point started_ = clock(); ///< before all that the cost does
    std::chrono::steady_clock::time_point ended_{};
    Evaluate evaluate_;
    Update update_;
    Rate rate_;
    Stop stop_;
    Iterate<Theta> now_;
    std::conditional_t<extrapolates, Iterate<Theta>, Nothing> ahead_;
    Point<Theta> best_; ///< the latest finite iterate of lowest cost, unless that is now_
    Scalar best_cost_ = std::numeric_limits<Scalar>::infinity();
    bool best_is_now_ = true;
    Trials<Theta> trials_;
    memory_t<Update, Theta> update_memory_;
    memory_t<Rate, Theta> rate_memory_;
    Asked<Stop, Theta> asked_;
    Scalar start_cost_;
    Scalar start_gradient_norm_;
    bool finished_ = false;
    bool past_last_ = false;
    bool stuck_ = false; ///< the learning rate found no acceptable step
    Outcome outcome_ = Outcome::cancelled;
};

} // namespace descent
