// SPDX-License-Identifier: MIT
// AnyUpdate, AnyRate, AnyCost: parts whose type is forgotten, so that every combination of them is one and the same
// type of run. A product of the types themselves would compile for an hour.
#pragma once

#include <descent/descent.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>

namespace descent::combinations {

/// The memory of a part, whatever its type. A copy copies it.
class AnyMemory {
public:
    template <class Memory>
    static AnyMemory of(Memory memory) {
        AnyMemory any;
        any.kept_ = std::make_unique<Of<Memory>>(std::move(memory));
        return any;
    }

    AnyMemory(const AnyMemory& other) : kept_{other.kept_->clone()} {}
    AnyMemory(AnyMemory&&) = default;
    AnyMemory& operator=(const AnyMemory& other) { return *this = AnyMemory{other}; }
    AnyMemory& operator=(AnyMemory&&) = default;

    template <class Memory>
    Memory& as() {
        return static_cast<Of<Memory>&>(*kept_).memory;
    }

private:
    struct Kept {
        Kept() = default;
        Kept(const Kept&) = default;
        Kept& operator=(const Kept&) = delete;
        virtual ~Kept() = default;
        virtual std::unique_ptr<Kept> clone() const = 0;
    };
    template <class Memory>
    struct Of final : Kept {
        explicit Of(Memory given) : memory{std::move(given)} {}
        std::unique_ptr<Kept> clone() const override { return std::make_unique<Of>(*this); }
        Memory memory;
    };

    AnyMemory() = default;
    std::unique_ptr<Kept> kept_;
};

/// An update rule. Also a rule that never steps from ahead of the iterate, or never looks far, is asked whether it wants
/// to, and one without memory is started afresh: both change nothing but that a failed search is made twice.
template <Parameters Theta>
class AnyUpdate {
public:
    template <class U>
        requires(!std::same_as<U, AnyUpdate> && UpdateRule<U, Theta>)
    explicit AnyUpdate(U rule) : rule_{std::make_shared<Of<U>>(std::move(rule))} {}

    AnyMemory init(const Iterate<Theta>& first) const { return rule_->init(first); }
    const Theta& direction(AnyMemory& memory, const Iterate<Theta>& now) const {
        return rule_->direction(memory, now);
    }
    bool extrapolate(AnyMemory& memory, const Iterate<Theta>& now, Theta& ahead) const {
        return rule_->extrapolate(memory, now, ahead);
    }
    const Theta* farther(AnyMemory& memory, const Iterate<Theta>& now, bool stuck) const {
        return rule_->farther(memory, now, stuck);
    }
    void restart(AnyMemory& memory, const Iterate<Theta>& now) const {
        rule_->restart(memory, now);
    }

private:
    struct Rule {
        Rule() = default;
        Rule(const Rule&) = delete;
        Rule& operator=(const Rule&) = delete;
        virtual ~Rule() = default;
        virtual AnyMemory init(const Iterate<Theta>& first) const = 0;
        virtual const Theta& direction(AnyMemory& memory, const Iterate<Theta>& now) const = 0;
        virtual bool extrapolate(AnyMemory&, const Iterate<Theta>&, Theta&) const = 0;
        virtual const Theta* farther(AnyMemory&, const Iterate<Theta>&, bool) const = 0;
        virtual void restart(AnyMemory& memory, const Iterate<Theta>& now) const = 0;
    };
    template <class U>
    struct Of final : Rule {
        using Memory = memory_t<U, Theta>;

        explicit Of(U given) : rule{std::move(given)} {}
        AnyMemory init(const Iterate<Theta>& first) const override {
            return AnyMemory::of(descent::init(rule, first));
        }
        const Theta& direction(AnyMemory& memory, const Iterate<Theta>& now) const override {
            return descent::direction(rule, memory.as<Memory>(), now);
        }
        bool extrapolate([[maybe_unused]] AnyMemory& memory,
                         [[maybe_unused]] const Iterate<Theta>& now,
                         [[maybe_unused]] Theta& ahead) const override {
            if constexpr (ExtrapolatingUpdateRule<U, Theta>) {
                return rule.extrapolate(memory.as<Memory>(), now, ahead);
            } else {
                return false;
            }
        }
        const Theta* farther([[maybe_unused]] AnyMemory& memory,
                             [[maybe_unused]] const Iterate<Theta>& now,
                             [[maybe_unused]] bool stuck) const override {
            if constexpr (FarSightedUpdateRule<U, Theta>) {
                return rule.farther(memory.as<Memory>(), now, stuck);
            } else {
                return nullptr;
            }
        }
        void restart(AnyMemory& memory, const Iterate<Theta>& now) const override {
            descent::restart(rule, memory.as<Memory>(), now);
        }
        U rule;
    };

    std::shared_ptr<const Rule> rule_;
};

/// A cost with scratch memory, which counts its evaluations.
template <Parameters Theta>
class AnyCost {
public:
    template <class C>
        requires(!std::same_as<C, AnyCost> && CostFunction<C, Theta>)
    explicit AnyCost(C cost) : cost_{std::make_shared<Of<C>>(std::move(cost))} {}

    AnyMemory init(const Theta& theta) const { return cost_->init(theta); }
    scalar_t<Theta> value_and_gradient(AnyMemory& memory, const Theta& theta,
                                       Theta& gradient) const {
        ++*evaluations_;
        return cost_->value_and_gradient(memory, theta, gradient);
    }

    /// So far, of this cost and all its copies.
    std::int64_t evaluations() const { return *evaluations_; }

private:
    struct Cost {
        Cost() = default;
        Cost(const Cost&) = delete;
        Cost& operator=(const Cost&) = delete;
        virtual ~Cost() = default;
        virtual AnyMemory init(const Theta& theta) const = 0;
        virtual scalar_t<Theta> value_and_gradient(AnyMemory& memory, const Theta& theta,
                                                   Theta& gradient) const = 0;
    };
    template <class C>
    struct Of final : Cost {
        explicit Of(C given) : cost{std::move(given)} {}
        AnyMemory init(const Theta& theta) const override {
            return AnyMemory::of(scratch(cost, theta));
        }
        scalar_t<Theta> value_and_gradient(AnyMemory& memory, const Theta& theta,
                                           Theta& gradient) const override {
            return evaluate(cost, memory.as<scratch_t<C, Theta>>(), theta, gradient);
        }
        C cost;
    };

    std::shared_ptr<const Cost> cost_;
    std::shared_ptr<std::int64_t> evaluations_ = std::make_shared<std::int64_t>(0);
};

/// A cost that is searched along straight lines, and two whose lines a proximal step bends.
template <Parameters Theta>
using Penalised = cost::Composite<Owned<AnyCost<Theta>>, proximal::L1>;
template <Parameters Theta>
using Bounded = cost::Composite<Owned<AnyCost<Theta>>, proximal::Box<double>>;

template <class Cost, Parameters Theta>
using LineOf = CostLine<Evaluator<Viewed<Cost>, Theta>, Theta>;

/// A learning rate, for the lines of these three costs.
template <Parameters Theta>
class AnyRate {
public:
    using Scalar = scalar_t<Theta>;

    template <class R>
        requires(!std::same_as<R, AnyRate> && LearningRate<R, Theta>)
    explicit AnyRate(R policy) : policy_{std::make_shared<Of<R>>(std::move(policy))} {}

    AnyMemory init(const Iterate<Theta>& first) const { return policy_->init(first); }

    template <Line<Scalar> L>
    Scalar rate(AnyMemory& memory, const Iterate<Theta>& now, L& line) const {
        return policy_->rate(memory, now, line);
    }

private:
    using Smooth = LineOf<AnyCost<Theta>, Theta>;
    using Arc = LineOf<Penalised<Theta>, Theta>;
    using BoundedArc = LineOf<Bounded<Theta>, Theta>;

    struct Policy {
        Policy() = default;
        Policy(const Policy&) = delete;
        Policy& operator=(const Policy&) = delete;
        virtual ~Policy() = default;
        virtual AnyMemory init(const Iterate<Theta>& first) const = 0;
        virtual Scalar rate(AnyMemory&, const Iterate<Theta>&, Smooth&) const = 0;
        virtual Scalar rate(AnyMemory&, const Iterate<Theta>&, Arc&) const = 0;
        virtual Scalar rate(AnyMemory&, const Iterate<Theta>&, BoundedArc&) const = 0;
    };
    template <class R>
    struct Of final : Policy {
        explicit Of(R given) : policy{std::move(given)} {}
        AnyMemory init(const Iterate<Theta>& first) const override {
            return AnyMemory::of(descent::init(policy, first));
        }
        Scalar rate(AnyMemory& memory, const Iterate<Theta>& now, Smooth& line) const override {
            return on(memory, now, line);
        }
        Scalar rate(AnyMemory& memory, const Iterate<Theta>& now, Arc& line) const override {
            return on(memory, now, line);
        }
        Scalar rate(AnyMemory& memory, const Iterate<Theta>& now, BoundedArc& line) const override {
            return on(memory, now, line);
        }
        template <class L>
        Scalar on([[maybe_unused]] AnyMemory& memory, [[maybe_unused]] const Iterate<Theta>& now,
                  [[maybe_unused]] L& line) const {
            if constexpr (StraightLine<L, Scalar> || ArcLearningRate<R, Theta>) {
                return rate_at(policy, memory.as<memory_t<R, Theta>>(), now, line);
            } else {
                throw std::logic_error("a search along straight lines was given a bent one");
            }
        }
        R policy;
    };

    std::shared_ptr<const Policy> policy_;
};

} // namespace descent::combinations
