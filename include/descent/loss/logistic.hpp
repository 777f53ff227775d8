// SPDX-License-Identifier: MIT
// Logistic: the loss of a probability that is predicted for one of two classes.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/kernel/packets.hpp>

#include <Eigen/Core>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <iterator>

namespace descent::loss {

/// log(1 + exp(-s h)), s = 1 or -1 the class: minus the logarithm of the probability of the class
/// if 1 / (1 + exp(-h)) is that of class 1.
///
/// Labels y are 1 and 0, or 1 and -1. Label 1 means s = 1, the other s = -1.
///
/// Promises  Derivative -s / (1 + exp(s h)), curvature 1/4. Nothing overflows, and both have all
///           their digits at every h, however large.
/// Source    [McCullaghNelder1989], chapter 4
struct Logistic {
    template <std::floating_point Scalar>
    Scalar value(const Scalar& h, const Scalar& y) const {
        const Scalar margin = y > 0 ? h : -h;
        const Scalar e = std::exp(-std::abs(margin));
        return (margin < 0 ? -margin : Scalar(0)) + std::log1p(e) + 0 * y; // of a NaN it is one
    }

    template <std::floating_point Scalar>
    Scalar derivative(const Scalar& h, const Scalar& y) const {
        const Scalar margin = y > 0 ? h : -h;
        const Scalar e = std::exp(-std::abs(margin));
        const Scalar wrong = (margin > 0 ? e : Scalar(1)) / (1 + e); // probability of the other
        return y > 0 ? -wrong : wrong;
    }

    /// Both for many examples: one exponential and two divisions each.
    template <class Scores, class Targets, class Values, class Derivatives>
    void value_and_derivative(const Scores& h, const Targets& y, Values& value,
                              Derivatives& derivative) const {
        using namespace Eigen::internal;
        using Scalar = typename Scores::Scalar;
        using Packet = typename kernel::Packets<Scalar>::Packet;
        constexpr Index lanes = kernel::Packets<Scalar>::lanes;
        if constexpr (lanes == 1) { // a type without packets
            for (Index k = 0; k < h.size(); ++k) {
                value[k] = this->value(h[k], y[k]);
                derivative[k] = this->derivative(h[k], y[k]);
            }
        } else { // in two loops, for in one each number would wait for many before it
            const Packet zero = pset1<Packet>(Scalar(0));
            const Packet one = pset1<Packet>(Scalar(1));
            for (Index k = 0; k < h.size(); k += lanes) {
                pstoreu(value.data() + k, pexp(pnegate(pabs(ploadu<Packet>(h.data() + k)))));
            }
            for (Index k = 0; k < h.size(); k += lanes) {
                const Packet e = ploadu<Packet>(value.data() + k);
                const Packet score = ploadu<Packet>(h.data() + k);
                const Packet label = ploadu<Packet>(y.data() + k);
                const Packet positive = pcmp_lt(zero, label);
                const Packet margin = pselect(positive, score, pnegate(score));
                const Packet one_more = padd(e, one);
                const Packet two_more = padd(one_more, one);
                const Packet inverse = pdiv(one, pmul(one_more, two_more)); // of both
                const Packet wrong =
                    pmul(pselect(pcmp_lt(zero, margin), e, one), pmul(two_more, inverse));
                pstoreu(derivative.data() + k, pselect(positive, pnegate(wrong), wrong));
                // log(1 + e) = 2 artanh(e / (2 + e))
                const Packet s = pmul(pmul(e, one_more), inverse);
                const Packet z = pmul(s, s);
                Packet rest = pset1<Packet>(rest_of_artanh<Scalar>[0]);
                for (std::size_t p = 1; p < std::size(rest_of_artanh<Scalar>); ++p) {
                    rest = pmadd(rest, z, pset1<Packet>(rest_of_artanh<Scalar>[p]));
                }
                const Packet log = pmadd(pmul(s, z), rest, padd(s, s));
                // max, exp and the comparison of y drop a NaN
                const Packet l = padd(pmax(pnegate(margin), zero), log);
                pstoreu(value.data() + k, pmadd(margin, zero, pmadd(label, zero, l)));
            }
        }
    }

    constexpr double curvature() const { return 0.25; }

    /// @throws InvalidData if an entry is not 0 or 1, or not -1 or 1
    template <class Targets>
    void require_targets(const Targets& y) const {
        double other = 1; // the label that is not 1, as soon as one is seen
        for (Index i = 0; i < y.size(); ++i) {
            const auto label = static_cast<double>(y.coeff(i));
            if (label == 1 || label == other) {
                continue;
            }
            if (other == 1 && (label == 0 || label == -1)) {
                other = label;
                continue;
            }
            const char* rule = other == 1   ? "0 or 1, or else -1 or 1"
                               : other == 0 ? "0 or 1, as the entries before it"
                                            : "-1 or 1, as the entries before it";
            require<InvalidData>(false, "y(" + text(i) + ") must be " + rule, label);
        }
    }

private:
    /// A polynomial c(z), for z = s^2 <= 1/9, with which s (2 + z c(z)) is 2 artanh(s) but for
    /// 2^-59 of it: that of least relative error, by Remez. The highest power first.
    template <class Scalar>
    static constexpr Scalar rest_of_artanh[] = {
        Scalar(0x1.5c5bf150bd051p-3), Scalar(0x1.55cf8c572d072p-4), Scalar(0x1.efd181ee825bfp-4),
        Scalar(0x1.10682f82d8b96p-3), Scalar(0x1.3b1dd3a126d54p-3), Scalar(0x1.745cb45a285ecp-3),
        Scalar(0x1.c71c741a03f7cp-3), Scalar(0x1.2492492091159p-2), Scalar(0x1.99999999a06c1p-2),
        Scalar(0x1.5555555555535p-1)};
};

} // namespace descent::loss
