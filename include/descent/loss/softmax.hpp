// SPDX-License-Identifier: MIT
// Softmax: the loss of probabilities that are predicted for K classes.
#pragma once

#include <descent/core/parameters.hpp>
#include <descent/core/require.hpp>
#include <descent/core/text.hpp>
#include <descent/kernel/packets.hpp>

#include <Eigen/Core>

#include <cmath>
#include <cstddef>
#include <limits>

namespace descent::loss {

/// log(sum over k of exp(h_k)) - h_y: minus the logarithm of the probability of class y if that of
/// class k is exp(h_k) / sum of exp(h_j). Also called cross-entropy.
///
/// Labels y are 0, 1, ..., K-1.
///
/// @param classes  K; >= 2
/// @throws InvalidSetting if there are less
///
/// Promises  Derivative p_k - (1 where k = y), curvature 1/2. Nothing overflows. The same number
///           added to all scores changes nothing, so that the minimum is not at one theta only.
/// Source    [Boehning1992]
class Softmax {
public:
    explicit Softmax(Index classes) : classes_{classes} {
        require(classes >= 2, "loss::Softmax: classes must be >= 2", classes);
    }

    Index outputs() const { return classes_; }

    /// For one example: l, and dl/dh_k into `gradient`.
    template <class Scores, class Scalar, class Gradient>
    Scalar value_and_gradient(const Scores& h, const Scalar& y, Gradient& gradient) const {
        if (!(y >= 0 && y < static_cast<Scalar>(classes_))) { // changed since it was checked
            gradient.setConstant(std::numeric_limits<Scalar>::quiet_NaN());
            return std::numeric_limits<Scalar>::quiet_NaN();
        }
        const auto label = static_cast<Index>(y);
        const Scalar top = h.maxCoeff();
        gradient = (h - top).exp();
        const Scalar sum = gradient.sum();
        gradient /= sum;
        gradient[label] -= 1;
        return std::log(sum) - (h[label] - top);
    }

    /// The same for many examples.
    template <class Scores, class Targets, class Values, class Derivatives>
    void value_and_derivative(const Scores& h, const Targets& y, Values& value,
                              Derivatives& derivative) const {
        using namespace Eigen::internal;
        using Scalar = typename Scores::Scalar;
        using Packet = typename kernel::Packets<Scalar>::Packet;
        constexpr Index lanes = kernel::Packets<Scalar>::lanes;
        for (Index i = 0; i < h.rows(); i += lanes) {
            if constexpr (lanes == 1) { // a type without packets
                auto gradient = derivative.row(i).transpose();
                value[i] = value_and_gradient(h.row(i).transpose(), y[i], gradient);
            } else {
                const auto scores = [&](Index k) { return ploadu<Packet>(&h.coeffRef(i, k)); };
                Packet top = scores(0);
                Packet all = top;
                for (Index k = 1; k < classes_; ++k) {
                    top = pmax(top, scores(k));
                    all = padd(all, scores(k));
                }
                Packet sum = pset1<Packet>(Scalar(0));
                for (Index k = 0; k < classes_; ++k) {
                    const Packet e = pexp(psub(scores(k), top));
                    pstoreu(&derivative.coeffRef(i, k), e);
                    sum = padd(sum, e);
                }
                const Packet inverse = pdiv(pset1<Packet>(Scalar(1)), sum);
                for (Index k = 0; k < classes_; ++k) {
                    Scalar* e = &derivative.coeffRef(i, k);
                    pstoreu(e, pmul(ploadu<Packet>(e), inverse));
                }
                // max and exp drop a NaN
                const Packet log = pmadd(all, pset1<Packet>(Scalar(0)), plog(sum));
                pstoreu(&value.coeffRef(i), log);
                Scalar tops[std::size_t{lanes}];
                pstoreu(tops, top);
                for (Index r = 0; r < lanes; ++r) {
                    take_label(h, y[i + r], i + r, tops[r], value, derivative);
                }
            }
        }
    }

    constexpr double curvature() const { return 0.5; }

    /// @throws InvalidData if an entry is not 0, 1, ..., K-1
    template <class Targets>
    void require_targets(const Targets& y) const {
        for (Index i = 0; i < y.size(); ++i) {
            const auto label = static_cast<double>(y.coeff(i));
            const bool fits = label >= 0 && label < static_cast<double>(classes_) &&
                              label == static_cast<double>(static_cast<Index>(label));
            if (!fits) {
                require<InvalidData>(
                    false, "y(" + text(i) + ") must be one of 0, ..., " + text(classes_ - 1),
                    label);
            }
        }
    }

private:
    /// Makes l and its derivatives of log(sum of exp(h_k - top)) and the probabilities in row i.
    template <class Scores, class Scalar, class Values, class Derivatives>
    void take_label(const Scores& h, Scalar y, Index i, Scalar top, Values& value,
                    Derivatives& derivative) const {
        if (y >= 0 && y < static_cast<Scalar>(classes_)) {
            const auto label = static_cast<Index>(y);
            value[i] -= h(i, label) - top;
            derivative(i, label) -= 1;
        } else { // changed since it was checked
            value[i] = std::numeric_limits<Scalar>::quiet_NaN();
            derivative.row(i).setConstant(value[i]);
        }
    }

    Index classes_;
};

} // namespace descent::loss
